//! The menu: what stands at the top and the three groups.

use org::permissions::Resource;
use org::web::Parts;
use ui::shell::{MenuEntry, MenuGroup};

pub(crate) fn fill(parts: &mut Parts) {
    let group = |title, entries| MenuGroup { title, entries };
    parts.menu = vec![
        group(
            None,
            vec![
                MenuEntry::new("menu.home", "/", "home"),
                MenuEntry::new("menu.timeline", "/timeline", "timeline"),
            ],
        ),
        group(
            Some("menu.customers"),
            vec![
                MenuEntry::new("menu.people", "/people", "users"),
                MenuEntry::new("menu.companies", "/companies", "building"),
                MenuEntry::new("menu.deals", "/deals", "layout-kanban"),
                MenuEntry::new("menu.duplicates", "/duplicates", "users-group"),
            ],
        ),
        group(
            Some("menu.activities"),
            vec![
                MenuEntry::new("menu.activity_map", "/activities", "map"),
                MenuEntry::new("menu.visits", "/visits", "world"),
            ],
        ),
        group(
            Some("menu.steering"),
            vec![
                MenuEntry::new("menu.dashboard", "/dashboard", "layout-dashboard"),
                MenuEntry::new("menu.contribution", "/contribution", "chart-bar"),
                MenuEntry::new("menu.questions", "/questions", "flask"),
                MenuEntry::new("menu.synergies", "/synergies", "arrows-exchange"),
                MenuEntry::new("menu.changes", "/changes", "trending-up"),
                MenuEntry::new("menu.imports", "/imports", "file-import"),
                MenuEntry::new("menu.exports", "/exports", "file-export"),
                MenuEntry::new("menu.sources", "/sources", "plug-connected"),
                MenuEntry::new("menu.machines", "/machines", "robot"),
                MenuEntry::new("menu.dead_letters", "/dead-letters", "inbox"),
                MenuEntry::new("menu.members", "/members", "user-cog"),
                MenuEntry::new("menu.departments", "/departments", "hierarchy-2"),
                MenuEntry::new("menu.tokens", "/tokens", "key"),
                MenuEntry::new("menu.audit", "/audit", "history"),
                MenuEntry::new("menu.settings", "/settings", "settings"),
            ],
        ),
    ];
    parts.menu_needs = vec![
        ("/timeline", Resource::Customer),
        ("/people", Resource::Customer),
        ("/companies", Resource::Customer),
        ("/deals", Resource::Customer),
        ("/duplicates", Resource::Customer),
        ("/activities", Resource::Activity),
        ("/visits", Resource::Customer),
        ("/dashboard", Resource::Customer),
        ("/contribution", Resource::Customer),
        ("/questions", Resource::Customer),
        ("/synergies", Resource::Customer),
        ("/changes", Resource::Customer),
        ("/imports", Resource::Import),
        ("/exports", Resource::Export),
        ("/sources", Resource::Source),
        ("/machines", Resource::Customer),
        ("/dead-letters", Resource::Source),
        ("/members", Resource::Member),
        ("/tokens", Resource::Token),
        ("/audit", Resource::Audit),
        ("/settings", Resource::Setting),
    ];
}
