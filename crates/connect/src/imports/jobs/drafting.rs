//! Preparing an import: each file gets a mapping, from a file, from memory, from its format or from the
//! names of its columns, and is looked through for what only a person can tell.

use std::path::Path;

use kernel::{Ctx, Error, Id, Result};
use org::settings::Company;
use org::web::App;

use super::super::formats;
use super::super::model::mapping::{Mapping, StageMap, bind, parse};
use super::super::model::reader::{Layout, distinct, header_fingerprint, look, samples};
use super::super::model::{
    Answers, Conventions, Draft, FileProblem, Origin, Prepared, Reason, Run, State, survey,
};
use super::super::store as sql;
use super::opening::{Opened, Pick, open};
use super::prepare::{Choice, Given, from_mapping, shipped, usual};
use super::uploads;

/// Stages that are read from a file.
const STAGES: usize = 20;

/// Writes down an import of uploaded files, which lie in its folder in their order.
///
/// # Errors
/// As the store.
pub(in super::super) async fn begin_draft(
    app: &App,
    ctx: &Ctx,
    id: Id,
    files: Vec<Given>,
    mapping: Option<&Mapping>,
) -> Result<()> {
    uploads::sweep(app, ctx).await?;
    let mut draft = Draft::default();
    let place = uploads::folder(app, id);
    for mut file in open(files, place, Pick::Every).await? {
        file.given.name = free_name(&draft, &file.given.name);
        let prepared = match file.refused.take() {
            Some(reason) => Prepared {
                refused: Some(reason),
                ..Prepared::unread(stored(&file.given), &file.given.name)
            },
            None => prepare(app, file, mapping).await?,
        };
        draft.files.push(prepared);
    }
    let mut tx = app.db().begin(ctx).await?;
    sql::begin_draft(&mut tx, id, &draft).await?;
    tx.commit().await
}

/// The name, with a number when another file of the upload has it already.
fn free_name(draft: &Draft, name: &str) -> String {
    let taken = |name: &str| draft.files.iter().any(|f| f.name == name);
    let numbered = (2..).map(|n| format!("{name} ({n})"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|n| !taken(n)).unwrap_or_default()
}

async fn prepare(
    app: &App,
    Opened { given, notes, .. }: Opened,
    mapping: Option<&Mapping>,
) -> Result<Prepared> {
    let house = org::settings::company(app.db()).await?;
    let path = given.path.clone();
    let looked = blocking(move || look(&path)).await?;
    let remembered = match &looked {
        Ok(layout) => sql::mapping_of(app.db(), &header_fingerprint(&layout.headers)).await?,
        Err(_) => None,
    };
    let mapping = mapping.cloned();
    let work = move || first_look(&given, looked, remembered, mapping.as_ref(), &house);
    let mut prepared = blocking(work).await?;
    prepared.notes = notes;
    for note in &mut prepared.notes.0 {
        note.file.clone_from(&prepared.name);
    }
    Ok(prepared)
}

fn first_look(
    file: &Given,
    looked: std::result::Result<Layout, FileProblem>,
    remembered: Option<String>,
    given: Option<&Mapping>,
    house: &Company,
) -> Prepared {
    let mut prepared = Prepared::unread(stored(file), &file.name);
    prepared.size = std::fs::metadata(&file.path).map_or(0, |m| m.len());
    let values = looked.and_then(|layout| Ok((samples(&file.path, &layout)?, layout)));
    match values {
        Ok((values, layout)) => {
            prepared.samples = values;
            choose(&mut prepared, &layout, remembered, given);
            prepared.layout = Some(layout);
            examine(&mut prepared, &file.path, house);
        }
        Err(problem) => prepared.refused = Some(problem.reason()),
    }
    prepared
}

/// The number under which the file lies in its folder.
fn stored(file: &Given) -> usize {
    let name = file
        .path
        .file_name()
        .and_then(|name| name.to_str()?.parse().ok());
    name.unwrap_or_default()
}

/// The mapping that was given, the one used for these columns before, that of the format, or a proposal.
fn choose(
    prepared: &mut Prepared,
    layout: &Layout,
    remembered: Option<String>,
    given: Option<&Mapping>,
) {
    let fits = |mapping: &Mapping| from_mapping(mapping, layout, &prepared.name).ok();
    let remembered = remembered.and_then(|text| parse(&text).ok());
    let known = given
        .and_then(fits)
        .map(|choice| (Origin::Given, choice))
        .or_else(|| Some((Origin::Remembered, remembered.as_ref().and_then(fits)?)))
        .or_else(|| Some((Origin::Recognised, shipped(formats::recognise(layout)?))));
    match known {
        Some((origin, choice)) => prepared.take(origin, choice),
        None => {
            let map = formats::propose(layout, None);
            prepared.origin = Origin::Proposed;
            prepared.mapping = Mapping::of_file("", "", map);
            prepared.strict = true;
        }
    }
}

impl Prepared {
    fn take(&mut self, origin: Origin, choice: Choice) {
        let Some(map) = choice.mapping.files.get(choice.part) else {
            return;
        };
        self.origin = origin;
        self.own_source = false;
        self.format = choice.format;
        self.strict = choice.strict;
        self.mapping = Mapping::of_file(&choice.mapping.title, &choice.mapping.source, map.clone());
    }
}

/// Looks a file through under its mapping: rows, conventions, questions, columns left over.
fn examine(file: &mut Prepared, path: &Path, house: &Company) {
    file.conventions = Conventions::default();
    file.questions.clear();
    file.unused.clear();
    file.refused = None;
    let (Some(layout), Some(map)) = (&file.layout, file.mapping.files.first()) else {
        return;
    };
    let defaults = usual(house);
    let found = bind(&file.mapping, map, layout, file.strict, &defaults).and_then(|plan| {
        let found = survey(path, layout, &plan, &Answers::default());
        Ok((found.map_err(|problem| problem.reason())?, plan))
    });
    match found {
        Ok((found, plan)) => {
            file.rows = found.rows;
            file.conventions = found.conventions;
            file.questions = found.questions;
            file.refused = (!plan.is_useful()).then(|| Reason::new("nothing_mapped"));
            file.unused = plan.unused;
        }
        Err(reason) => file.refused = Some(reason),
    }
}

/// An import that waits, with its files.
///
/// # Errors
/// `NotFound`; `Conflict` when it has begun.
pub(in super::super) async fn waiting(app: &App, id: Id) -> Result<(Run, Draft)> {
    let mut run = sql::get(app.db(), id).await?;
    match (run.state, run.draft.take()) {
        (State::Waiting, Some(draft)) => Ok((run, draft)),
        _ => Err(Error::state("imports.not_waiting")),
    }
}

/// Changes files of an import that waits and looks them through again where the change says so.
///
/// # Errors
/// `NotFound`, `Conflict` when it has begun, `Invalid` by the change.
pub(in super::super) async fn redraft(
    app: &App,
    ctx: &Ctx,
    id: Id,
    change: impl FnOnce(&mut Draft) -> Result<Vec<usize>>,
) -> Result<Draft> {
    let (_, mut draft) = waiting(app, id).await?;
    let changed = change(&mut draft)?;
    let house = org::settings::company(app.db()).await?;
    for no in changed {
        let Some(file) = draft.files.get(no) else {
            continue;
        };
        let (mut file, house) = (file.clone(), house.clone());
        let path = uploads::folder(app, id).join(file.stored.to_string());
        let file = blocking(move || {
            examine(&mut file, &path, &house);
            file
        });
        draft.files[no] = file.await?;
    }
    let mut tx = app.db().begin(ctx).await?;
    if !sql::save_draft(&mut tx, id, &draft).await? {
        return Err(Error::state("imports.not_waiting"));
    }
    tx.commit().await?;
    Ok(draft)
}

/// The stages that the rows of a file name, with what their names say about the end.
///
/// # Errors
/// `NotFound`, `Conflict` when it has begun.
pub(in super::super) async fn stages_of(app: &App, id: Id, no: usize) -> Result<Vec<StageMap>> {
    let (_, draft) = waiting(app, id).await?;
    let file = draft
        .files
        .get(no)
        .ok_or_else(|| Error::not_found("file"))?;
    let (Some(layout), Some(map)) = (file.layout.clone(), file.narrowed()) else {
        return Ok(Vec::new());
    };
    let feeds = |header: &String| map.feeds(header).iter().any(|(field, _)| field == "stage");
    let Some(column) = layout.headers.iter().position(feeds) else {
        return Ok(Vec::new());
    };
    let path = uploads::folder(app, id).join(file.stored.to_string());
    let found = blocking(move || distinct(&path, &layout, column, STAGES)).await?;
    let names = found.map_err(|problem| Error::internal(format!("{problem:?}")))?;
    Ok(names.iter().map(|name| stage_named(name)).collect())
}

fn stage_named(name: &str) -> StageMap {
    let folded = store::fold_name(name);
    let has = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    let state = match () {
        () if has(&["lost", "verloren", "abgelehnt"]) => Some("lost"),
        () if has(&["won", "gewonnen"]) => Some("won"),
        () => None,
    };
    StageMap {
        name: name.to_owned(),
        state: state.map(str::to_owned),
        probability: None,
    }
}

/// A mapping that came as a file, for every file that it fits.
///
/// # Errors
/// `Invalid` when it fits none, else as [`redraft`].
pub(in super::super) async fn use_mapping(
    app: &App,
    ctx: &Ctx,
    id: Id,
    mapping: &Mapping,
) -> Result<Draft> {
    redraft(app, ctx, id, |draft| {
        let mut taken = Vec::new();
        for (no, file) in draft.files.iter_mut().enumerate() {
            let Some(layout) = file.layout.clone() else {
                continue;
            };
            if let Ok(choice) = from_mapping(mapping, &layout, &file.name) {
                file.take(Origin::Given, choice);
                taken.push(no);
            }
        }
        match taken.is_empty() {
            true => Err(Error::field("map", "imports.map_fits_none")),
            false => Ok(taken),
        }
    })
    .await
}

/// Work on files, off the threads that answer requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Error::internal)
}
