//! A mapping bound to the headers of one file.

use std::collections::BTreeMap;

use super::{By, FileMap, Mapping, Missing, Rule, Skip, StageMap};
use crate::imports::model::Reason;
use crate::imports::model::fields::{FieldDef, FieldType, Kind};
use crate::imports::model::reader::Layout;
use crate::imports::model::values::{DateOrder, Decimal};

/// How the rows of one file become records.
#[derive(Debug)]
pub struct Plan {
    /// What a row is.
    pub kind: Kind,
    /// Source system of the records.
    pub source: String,
    /// Name of the mapping.
    pub title: String,
    /// Stages of the pipeline in their order.
    pub stages: Vec<StageMap>,
    /// Columns that no field takes.
    pub unused: Vec<String>,
    pub(super) width: usize,
    pub(super) damaged: bool,
    pub(super) headers: Vec<String>,
    pub(super) key: Vec<Bound>,
    pub(super) fields: Vec<BoundField>,
    pub(super) skip: Vec<(usize, Vec<String>)>,
    pub(super) zone: String,
    pub(super) currency: String,
}

#[derive(Debug)]
pub(super) struct BoundField {
    pub def: &'static FieldDef,
    pub rules: Vec<Bound>,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub take: Take,
    pub column: Option<usize>,
    pub multi: Option<String>,
    pub by: By,
    pub missing: Missing,
    pub loose: bool,
    pub scale: Option<u64>,
    pub otherwise: Option<String>,
    pub values: BTreeMap<String, String>,
    pub date_order: Option<DateOrder>,
    pub decimal: Option<Decimal>,
}

#[derive(Debug)]
pub(super) enum Take {
    Column(usize),
    Fixed(String),
    Template(Vec<Piece>),
}

#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Column(usize),
}

/// Defaults of the installation for what neither file nor mapping says.
pub struct Defaults<'a> {
    /// IANA zone of times without an offset.
    pub zone: &'a str,
    /// Currency of amounts without one.
    pub currency: &'a str,
}

/// Binds the mapping of one file to its headers. `strict`: a field whose columns the file does not have
/// is an error (mappings written for these files); otherwise it stays empty (shipped formats).
///
/// # Errors
/// The reason, naming the column that is missing.
pub fn bind(
    mapping: &Mapping,
    file: &FileMap,
    layout: &Layout,
    strict: bool,
    defaults: &Defaults<'_>,
) -> Result<Plan, Reason> {
    let mut used = vec![false; layout.headers.len()];
    let binder = Binder { layout, file };
    let key_rules = file
        .key
        .as_ref()
        .map(super::Rules::list)
        .unwrap_or_default();
    let key = binder.rules(&key_rules, FieldType::Text(200), strict, &mut used)?;
    let mut fields = Vec::new();
    for def in file.kind.fields() {
        let Some(rules) = file.fields.get(def.name) else {
            continue;
        };
        let rules = binder.rules(&rules.list(), def.holds, strict, &mut used)?;
        if !rules.is_empty() {
            fields.push(BoundField { def, rules });
        }
    }
    let skip = binder.skip(&file.skip, &mut used);
    let unused = binder.unused(&used);
    let or = |said: &Option<String>, usual: &str| said.clone().unwrap_or_else(|| usual.to_owned());
    Ok(Plan {
        kind: file.kind,
        source: mapping.source.clone(),
        title: mapping.title.clone(),
        stages: file.stages.clone(),
        unused,
        width: layout.headers.len(),
        damaged: layout.damaged,
        headers: layout.headers.clone(),
        key,
        fields,
        skip,
        zone: or(&file.zone, defaults.zone),
        currency: or(&file.currency, defaults.currency),
    })
}

struct Binder<'a> {
    layout: &'a Layout,
    file: &'a FileMap,
}

impl Binder<'_> {
    /// Columns that nothing takes and nobody chose to leave out.
    fn unused(&self, used: &[bool]) -> Vec<String> {
        let ignored: Vec<usize> = self
            .file
            .ignore
            .iter()
            .filter_map(|n| self.layout.column(n))
            .collect();
        let columns = self.layout.headers.iter().enumerate();
        columns
            .filter(|(i, _)| !used[*i] && !ignored.contains(i))
            .map(|(_, h)| h.clone())
            .collect()
    }

    fn rules(
        &self,
        rules: &[Rule],
        holds: FieldType,
        strict: bool,
        used: &mut [bool],
    ) -> Result<Vec<Bound>, Reason> {
        let mut bound = Vec::new();
        for rule in rules {
            if let Some(one) = self.rule(rule, holds, used) {
                bound.push(one);
            }
        }
        match rules.first() {
            Some(first) if strict && bound.is_empty() => {
                let name = first
                    .column
                    .first()
                    .or(first.template.as_ref())
                    .cloned()
                    .unwrap_or_default();
                Err(Reason::new("mapping_missing_column").with("column", name))
            }
            _ => Ok(bound),
        }
    }

    fn rule(&self, rule: &Rule, holds: FieldType, used: &mut [bool]) -> Option<Bound> {
        let column = rule.column.iter().find_map(|name| self.layout.column(name));
        let take = match (&rule.template, column, &rule.value) {
            (Some(template), ..) => Take::Template(self.pieces(template, used)?),
            (None, Some(index), _) => Take::Column(index),
            (None, None, Some(value)) if rule.column.is_empty() => Take::Fixed(value.clone()),
            _ => return None,
        };
        if let Some(index) = column {
            used[index] = true;
        }
        let (by, missing) = reference(rule, holds);
        Some(Bound {
            take,
            column,
            multi: rule.multi.clone(),
            by,
            missing,
            loose: rule.loose,
            scale: rule.scale,
            otherwise: rule.otherwise.clone(),
            values: rule
                .values
                .iter()
                .map(|(k, v)| (k.trim().to_lowercase(), v.clone()))
                .collect(),
            date_order: rule.date_order.or(self.file.date_order),
            decimal: rule.decimal.or(self.file.decimal),
        })
    }

    /// `{column}` pieces and the text between; `None` when a column is not in the file.
    fn pieces(&self, template: &str, used: &mut [bool]) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut rest = template;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, tail) = after.split_once('}')?;
            let index = self.layout.column(name)?;
            used[index] = true;
            pieces.push(Piece::Text(text.to_owned()));
            pieces.push(Piece::Column(index));
            rest = tail;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Some(pieces)
    }

    fn skip(&self, rules: &[Skip], used: &mut [bool]) -> Vec<(usize, Vec<String>)> {
        let mut bound = Vec::new();
        for rule in rules {
            if let Some(index) = self.layout.column(&rule.column) {
                used[index] = true;
                bound.push((index, rule.is.iter().map(|v| v.to_lowercase()).collect()));
            }
        }
        bound
    }
}

/// How another record is named and what happens when it is missing, unless the rule says so.
fn reference(rule: &Rule, holds: FieldType) -> (By, Missing) {
    let kind = match holds {
        FieldType::Ref(kind) | FieldType::Refs(kind) => kind,
        _ => return (By::Name, Missing::Report),
    };
    let by = rule.by.unwrap_or(if kind == Kind::Member {
        By::Auto
    } else {
        By::Name
    });
    let creatable = by != By::SourceId && kind != Kind::Person && kind != Kind::Deal;
    let missing = rule.missing.unwrap_or(if creatable {
        Missing::Create
    } else {
        Missing::Report
    });
    (by, missing)
}
