//! The data set comes in through the screen: four files, every mapping chosen by hand.

use connect::imports::model::mapping::parse;
use kernel::Role;
use testkit::{Answer, Client, TestApp};

use super::maven::assert_maven;
use super::{assert_same, export, maven_files, number, parts};

/// The import that an upload led to.
pub(super) async fn upload(client: &Client, files: &[(String, Vec<u8>)]) -> String {
    let answer = client.upload_all("/imports", &parts(files), &[]).await;
    answer.assert_status(303).location()
}

async fn send(client: &Client, path: String, fields: &[(&str, &str)]) -> Answer {
    client.post(&path, fields).await.assert_status(303)
}

async fn map_accounts(client: &Client, import: &str) {
    let file = format!("{import}/files/0");
    let page = client.get(&file).await.assert_status(200);
    page.assert_has("Acme Corporation")
        .assert_has("optgroup label=\"Unternehmen\"")
        .assert_has("year_established");
    send(client, format!("{file}/kind"), &[("kind", "company")]).await;
    let to = [
        ("to.0", "name"),
        ("to.1", "industry"),
        ("to.2", ""),
        ("to.3", "revenue"),
        ("to.4", "employees"),
        ("to.5", "country"),
        ("to.6", "parent"),
        ("then", "column.0"),
    ];
    let place = send(client, file.clone(), &to).await.location();
    assert_eq!(place, format!("{file}/columns/0"));
    let also_key = [("to.0", "name"), ("to.1", "key")];
    send(client, format!("{file}/columns/0"), &also_key).await;
    let sector = [
        ("to.0", "industry"),
        ("values.0", "technolgy = technology"),
        ("otherwise.0", ""),
    ];
    send(client, format!("{file}/columns/1"), &sector).await;
    let millions = [("to.0", "revenue"), ("mark.0", "."), ("scale.0", "1000000")];
    send(client, format!("{file}/columns/3"), &millions).await;
    let country = [
        ("to.0", "country"),
        ("values.0", "Philipines = Philippines"),
    ];
    send(client, format!("{file}/columns/5"), &country).await;
}

async fn map_products_and_agents(client: &Client, import: &str) {
    let file = format!("{import}/files/1");
    send(client, format!("{file}/kind"), &[("kind", "product")]).await;
    let to = [
        ("to.0", "name"),
        ("to.1", "family"),
        ("to.2", "list_price"),
        ("then", "overview"),
    ];
    assert_eq!(send(client, file.clone(), &to).await.location(), import);
    let also_key = [("to.0", "name"), ("to.1", "key")];
    send(client, format!("{file}/columns/0"), &also_key).await;
    send(client, format!("{file}/settings"), &[("currency", "usd")]).await;

    let file = format!("{import}/files/2");
    send(client, format!("{file}/kind"), &[("kind", "member")]).await;
    let to = [("to.0", "name"), ("to.1", ""), ("to.2", "")];
    send(client, file.clone(), &to).await;
    let also_key = [("to.0", "name"), ("to.1", "key")];
    send(client, format!("{file}/columns/0"), &also_key).await;
    let sales = [("field.0", "department"), ("text.0", "sales")];
    send(client, format!("{file}/settings"), &sales).await;
}

async fn map_deals(client: &Client, import: &str) {
    let file = format!("{import}/files/3");
    send(client, format!("{file}/kind"), &[("kind", "deal")]).await;
    let to = [
        ("to.0", "key"),
        ("to.1", "owner"),
        ("to.2", "products"),
        ("to.3", "company"),
        ("to.4", "stage"),
        ("to.5", "created"),
        ("to.6", "closed"),
        ("to.7", "value"),
    ];
    send(client, file.clone(), &to).await;
    let product = [
        ("to.0", "products"),
        ("to.1", "name"),
        ("by.0", "name"),
        ("loose.0", "1"),
    ];
    send(client, format!("{file}/columns/2"), &product).await;
    let both = [("to.0", "closed"), ("to.1", "close_on")];
    send(client, format!("{file}/columns/6"), &both).await;
    let name = [
        ("currency", "USD"),
        ("field.0", "name"),
        ("text.0", "{account}: {product}"),
        ("then", "stages"),
    ];
    send(client, format!("{file}/settings"), &name).await;
    let read = client.get(&format!("{file}/settings")).await;
    read.assert_has("Prospecting").assert_has("Engaging");
    let stages = [
        ("currency", "USD"),
        ("field.0", "name"),
        ("text.0", "{account}: {product}"),
        ("place.0", "3"),
        ("stage.0", "Won"),
        ("state.0", "won"),
        ("place.1", "2"),
        ("stage.1", "Engaging"),
        ("state.1", "open"),
        ("chance.1", "40"),
        ("place.2", "1"),
        ("stage.2", "Prospecting"),
        ("state.2", "open"),
        ("chance.2", "10"),
        ("place.3", "4"),
        ("stage.3", "Lost"),
        ("state.3", "lost"),
    ];
    send(client, format!("{file}/settings"), &stages).await;
}

async fn maven_comes_in_through_the_screen(app: TestApp) {
    let client = app.sign_in(Role::Manager, "sales").await;
    let before = export(&app).await;
    let files = maven_files();
    let import = upload(&client, &files).await;
    let page = client.get(&import).await.assert_status(200);
    page.assert_has("Spalten zuordnen")
        .assert_lacks("Probelauf</button>");
    let early = client.post(&format!("{import}/run"), &[]).await;
    early.assert_status(409);

    map_accounts(&client, &import).await;
    map_products_and_agents(&client, &import).await;
    map_deals(&client, &import).await;
    let page = client.get(&import).await;
    page.assert_has("Herkunft angeben");
    send(&client, format!("{import}/source"), &[("source", "maven")]).await;
    let saved = client.get(&format!("{import}/mapping.toml")).await;
    let saved = parse(&saved.assert_status(200).text()).unwrap();
    let example = std::fs::read_to_string(super::project().join("examples/maven/maven.toml"));
    let example = parse(&example.unwrap()).unwrap();
    for (mine, theirs) in saved.files.iter().zip(&example.files) {
        assert_eq!(
            mine.fields.keys().collect::<Vec<_>>(),
            theirs.fields.keys().collect::<Vec<_>>()
        );
        assert_eq!(mine.stages, theirs.stages);
    }

    send(&client, format!("{import}/trial"), &[]).await;
    client.get(&import).await.assert_has("hx-trigger");
    app.settle().await;
    let page = client.get(&import).await;
    page.assert_has("8.800 neu")
        .assert_has("85 neu")
        .assert_has("GTXPro")
        .assert_has("1.425");
    assert_eq!(number(&app, "select count(*) from deal").await, 0);

    send(&client, format!("{import}/run"), &[]).await;
    app.settle().await;
    let page = client.get(&import).await;
    page.assert_has("Importiert am").assert_has("8.800 neu");
    let list = client.get("/imports").await.assert_status(200);
    list.assert_has("8.927")
        .assert_has("sales_pipeline.csv")
        .assert_has("fertig");
    assert_maven(&app).await;

    let second = upload(&client, &files).await;
    client.get(&second).await.assert_has("wie beim letzten Mal");
    send(&client, format!("{second}/run"), &[]).await;
    app.settle().await;
    let page = client.get(&second).await;
    page.assert_has("8.800 unverändert")
        .assert_lacks("neu ·")
        .assert_lacks("geändert ·");

    send(&client, format!("{import}/undo"), &[]).await;
    app.settle().await;
    let page = client.get(&import).await;
    page.assert_has("Rückgängig gemacht am");
    assert_same(&before, &export(&app).await);
}

testkit::both_engines!(maven_comes_in_through_the_screen);
