//! Changing the mapping of a file column by column, as the screen shows it.

use std::collections::BTreeMap;

use super::Prepared;
use super::mapping::{FileMap, Rule, Rules, Skip};
use super::reader::{Layout, header_key};

/// The target that stands for what a row is recognised by.
pub const KEY: &str = "key";

impl Prepared {
    /// The mapping of the file with the columns that it has, and no others.
    #[must_use]
    pub fn narrowed(&self) -> Option<FileMap> {
        Some(self.map()?.narrowed(self.layout.as_ref()?))
    }
}

impl FileMap {
    /// The same mapping for one file: of several names of a column the one that the file has; what needs
    /// a column that is not there is left out.
    #[must_use]
    pub fn narrowed(&self, layout: &Layout) -> Self {
        let there = |name: &String| layout.column(name).and_then(|i| layout.headers.get(i));
        let kept = |rules: &Rules| rules_of(narrow(&rules.list(), layout));
        let mut map = self.clone();
        map.recognise = Vec::new();
        map.none = Vec::new();
        map.ignore = self.ignore.iter().filter_map(there).cloned().collect();
        map.key = self.key.as_ref().and_then(kept);
        let fields = self.fields.iter();
        map.fields = fields
            .filter_map(|(name, rules)| Some((name.clone(), kept(rules)?)))
            .collect();
        map.skip.retain(|skip| there(&skip.column).is_some());
        map
    }

    /// The targets that a column feeds, each with its rule. Holds for a narrowed mapping.
    #[must_use]
    pub fn feeds(&self, header: &str) -> Vec<(String, Rule)> {
        let key = header_key(header);
        let takes = |rule: &Rule| rule.column.iter().any(|c| header_key(c) == key);
        let all = self.all_rules().into_iter();
        all.filter(|(_, rule)| takes(rule)).collect()
    }

    /// Lets a column feed these targets and no others; rules that stay keep their settings. A column
    /// that feeds nothing is left out without a word.
    pub fn set_targets(&mut self, header: &str, targets: &[String]) {
        let key = header_key(header);
        let is_it = |rule: &Rule| rule.column.iter().any(|c| header_key(c) == key);
        let mut all = self.all_rules();
        all.retain(|(field, rule)| !is_it(rule) || targets.contains(field));
        for target in targets {
            let known = target == KEY || self.kind.field(target).is_some();
            if known
                && !all
                    .iter()
                    .any(|(field, rule)| field == target && is_it(rule))
            {
                all.push((target.clone(), Rule::of_column(header)));
            }
        }
        let feeds = all.iter().any(|(_, rule)| is_it(rule));
        self.put_rules(all);
        self.ignore.retain(|name| header_key(name) != key);
        if !feeds {
            self.ignore.push(header.to_owned());
        }
    }

    /// Changes the rules by which a column feeds its targets.
    pub fn change_feeds(&mut self, header: &str, mut change: impl FnMut(&str, &mut Rule)) {
        let key = header_key(header);
        let mut all = self.all_rules();
        for (field, rule) in &mut all {
            if rule.column.iter().any(|c| header_key(c) == key) {
                change(field, rule);
            }
        }
        self.put_rules(all);
    }

    /// Fixed values and templates: field and text.
    #[must_use]
    pub fn fixed(&self) -> Vec<(String, String)> {
        let text = |rule: Rule| rule.template.or(rule.value);
        let all = self.all_rules().into_iter();
        all.filter_map(|(field, rule)| Some((field, text(rule)?)))
            .collect()
    }

    /// Sets fixed values and templates (a text with columns in braces is a template). They come before
    /// the columns of a field when they are templates, behind them when they are fixed.
    pub fn set_fixed(&mut self, given: &[(String, String)]) {
        let mut all = self.all_rules();
        all.retain(|(_, rule)| rule.template.is_none() && rule.value.is_none());
        for (field, text) in given.iter().rev() {
            let is_template = text.contains('{') && text.contains('}');
            let rule = Rule {
                template: is_template.then(|| text.clone()),
                value: (!is_template).then(|| text.clone()),
                ..Rule::default()
            };
            match is_template {
                true => all.insert(0, (field.clone(), rule)),
                false => all.push((field.clone(), rule)),
            }
        }
        self.put_rules(all);
    }

    /// Rows to leave out by the values of a column; no values: none.
    pub fn set_skip(&mut self, header: &str, values: Vec<String>) {
        let key = header_key(header);
        self.skip.retain(|skip| header_key(&skip.column) != key);
        if !values.is_empty() {
            let column = header.to_owned();
            self.skip.push(Skip { column, is: values });
        }
    }

    /// Every rule with its field, those of a field in their order.
    fn all_rules(&self) -> Vec<(String, Rule)> {
        let key = self.key.iter().map(|rules| (KEY, rules));
        let fields = self
            .fields
            .iter()
            .map(|(name, rules)| (name.as_str(), rules));
        let of = |(name, rules): (&str, &Rules)| {
            let list = rules.list().into_iter();
            list.map(|rule| (name.to_owned(), rule)).collect::<Vec<_>>()
        };
        key.chain(fields).flat_map(of).collect()
    }

    fn put_rules(&mut self, all: Vec<(String, Rule)>) {
        let mut lists: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
        for (field, rule) in all {
            lists.entry(field).or_default().push(rule);
        }
        self.key = lists.remove(KEY).and_then(rules_of);
        let put = |(field, list)| Some((field, rules_of(list)?));
        self.fields = lists.into_iter().filter_map(put).collect();
    }
}

impl Rule {
    /// The rule that takes a column as it is.
    #[must_use]
    pub fn of_column(header: &str) -> Self {
        Rule {
            column: vec![header.to_owned()],
            ..Rule::default()
        }
    }
}

fn narrow(rules: &[Rule], layout: &Layout) -> Vec<Rule> {
    let has = |name: &str| layout.column(name).is_some();
    let mut kept = Vec::new();
    for rule in rules {
        let mut rule = rule.clone();
        let found = rule.column.iter().find_map(|name| layout.column(name));
        match (&rule.template, found) {
            (Some(template), _) if !columns_of(template).all(has) => continue,
            (None, None) if !rule.column.is_empty() => continue,
            (_, Some(at)) => rule.column = layout.headers.get(at).into_iter().cloned().collect(),
            _ => {}
        }
        kept.push(rule);
    }
    kept
}

/// The names in braces of a template.
pub(super) fn columns_of(template: &str) -> impl Iterator<Item = &str> {
    let pieces = template.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
}

/// Rules in their shortest form; none for an empty list.
fn rules_of(list: Vec<Rule>) -> Option<Rules> {
    let one = |rule: Rule| match rule.column.first() {
        Some(column) if rule == Rule::of_column(column) => Rules::Column(column.clone()),
        _ => Rules::One(Box::new(rule)),
    };
    let mut all: Vec<Rules> = list.into_iter().map(one).collect();
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(Rules::Many(all)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::imports::model::mapping::parse;
    use crate::imports::model::reader::Encoding;

    fn layout(headers: &[&str]) -> Layout {
        Layout {
            encoding: Encoding::Utf8,
            damaged: false,
            separator: ',',
            header_row: 1,
            headers: headers.iter().map(|h| (*h).to_owned()).collect(),
        }
    }

    fn map(text: &str) -> FileMap {
        parse(text).unwrap().files.remove(0)
    }

    const DEALS: &str = "title = \"T\"\nsource = \"t\"\n[[file]]\nkind = \"deal\"\nkey = \"id\"\n[file.fields]\n\
        name = [{ template = \"{firm}: {item}\" }, { column = \"item\" }]\n\
        value = { column = [\"Amount\", \"Betrag\"], scale = 1000 }\npipeline = { value = \"Old\" }\n";

    #[test]
    fn a_mapping_is_narrowed_to_the_columns_of_the_file() {
        let narrow = map(DEALS).narrowed(&layout(&["ID", "item", "Betrag"]));
        assert_eq!(
            narrow.feeds("item").len(),
            1,
            "the template needs a column that is not there"
        );
        let value = &narrow.feeds("Betrag")[0];
        assert_eq!((value.0.as_str(), value.1.scale), ("value", Some(1000)));
        assert_eq!(narrow.feeds("ID")[0].0, KEY);
        let text = crate::imports::model::mapping::Mapping::of_file("T", "t", narrow.clone());
        assert_eq!(parse(&text.to_toml().unwrap()).unwrap().files[0], narrow);
    }

    #[test]
    fn targets_that_stay_keep_their_settings() {
        let mut map = map(DEALS).narrowed(&layout(&["id", "firm", "item", "Amount"]));
        map.set_targets("Amount", &["value".to_owned(), "description".to_owned()]);
        let fields: Vec<String> = map.feeds("Amount").into_iter().map(|(f, _)| f).collect();
        assert_eq!(fields, ["description", "value"]);
        assert_eq!(map.feeds("Amount")[1].1.scale, Some(1000));
        map.set_targets("Amount", &[]);
        assert!(map.feeds("Amount").is_empty() && map.ignore == ["Amount"]);
        map.set_targets("Amount", &["no_such_field".to_owned()]);
        assert!(map.feeds("Amount").is_empty());
    }

    #[test]
    fn templates_come_before_columns_and_fixed_values_behind() {
        let mut map = map(DEALS).narrowed(&layout(&["id", "firm", "item"]));
        let fixed = map.fixed();
        assert_eq!(fixed.len(), 2);
        let before = map.clone();
        map.set_fixed(&fixed);
        assert_eq!(map, before);
        map.set_fixed(&[("name".to_owned(), "Deal".to_owned())]);
        let name = map.fields["name"].list();
        assert_eq!(name[0].column, ["item"]);
        assert_eq!(name[1].value.as_deref(), Some("Deal"));
    }
}
