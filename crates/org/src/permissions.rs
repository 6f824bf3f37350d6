//! The one permission table: role × department × resource × verb.
//!
//! All departments read all customer data. Restricted are margin and discount, member data, settings,
//! the audit trail, tokens and sources. Handlers name what they need as `May<…>` in their signature.
//!
//! A rule speaks of departments by their keys. A department that was split off from another one or
//! took it over inherits what that one may: the keys of a department are its own and those of all
//! departments that it continues (see [`crate::departments::lineage`]).

use kernel::Role;

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// People, companies, deals, files, the timeline, search.
    Customer,
    /// Margin and discount of deals.
    Margin,
    /// The activity map.
    Activity,
    /// Names of departments and members, as needed to read any page.
    Directory,
    /// Structure of departments: add, rename, split, merge, retire.
    Department,
    /// Members' addresses, roles and state.
    Member,
    /// Settings of the installation.
    Setting,
    /// The audit trail of everybody's changes.
    Audit,
    /// API tokens.
    Token,
    /// Sources and their write keys.
    Source,
    /// Imports and their undo.
    Import,
    /// Exports of whole tables.
    Export,
    /// How the server does: counts, queues, memory.
    Operation,
    /// One's own account: language, theme, password.
    Own,
}

impl Resource {
    /// Every resource, in the order in which the table is shown.
    pub const ALL: [Resource; 14] = [
        Customer, Margin, Activity, Directory, Department, Member, Setting, Audit, Token, Source,
        Import, Export, Operation, Own,
    ];
}

/// What one wants to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// See it.
    Read,
    /// Change it.
    Write,
}

/// The departments a rule speaks of, by their keys; empty: every department.
type Departments = &'static [&'static str];

const EVERYBODY: Departments = &[];
const READ: &[Verb] = &[Verb::Read];
const BOTH: &[Verb] = &[Verb::Read, Verb::Write];

use Resource::{
    Activity, Audit, Customer, Department, Directory, Export, Import, Margin, Member, Operation,
    Own, Setting, Source, Token,
};

/// The table. What is not in it is not permitted.
const TABLE: &[(Role, Departments, Resource, &[Verb])] = &[
    (Role::Owner, EVERYBODY, Customer, BOTH),
    (Role::Owner, EVERYBODY, Margin, BOTH),
    (Role::Owner, EVERYBODY, Activity, BOTH),
    (Role::Owner, EVERYBODY, Directory, READ),
    (Role::Owner, EVERYBODY, Department, BOTH),
    (Role::Owner, EVERYBODY, Member, BOTH),
    (Role::Owner, EVERYBODY, Setting, BOTH),
    (Role::Owner, EVERYBODY, Audit, READ),
    (Role::Owner, EVERYBODY, Token, BOTH),
    (Role::Owner, EVERYBODY, Source, BOTH),
    (Role::Owner, EVERYBODY, Import, BOTH),
    (Role::Owner, EVERYBODY, Export, BOTH),
    (Role::Owner, EVERYBODY, Operation, READ),
    (Role::Owner, EVERYBODY, Own, BOTH),
    (Role::Manager, EVERYBODY, Customer, BOTH),
    (Role::Manager, EVERYBODY, Margin, BOTH),
    (Role::Manager, EVERYBODY, Activity, BOTH),
    (Role::Manager, EVERYBODY, Directory, READ),
    (Role::Manager, EVERYBODY, Member, READ),
    (Role::Manager, EVERYBODY, Source, BOTH),
    (Role::Manager, EVERYBODY, Import, BOTH),
    (Role::Manager, EVERYBODY, Export, BOTH),
    (Role::Manager, EVERYBODY, Own, BOTH),
    (Role::Member, EVERYBODY, Customer, BOTH),
    (Role::Member, &["sales", "accounting"], Margin, BOTH),
    (Role::Member, EVERYBODY, Activity, READ),
    (Role::Member, EVERYBODY, Directory, READ),
    (Role::Member, EVERYBODY, Import, BOTH),
    (Role::Member, EVERYBODY, Own, BOTH),
    (Role::Reader, EVERYBODY, Customer, READ),
    (Role::Reader, EVERYBODY, Activity, READ),
    (Role::Reader, EVERYBODY, Directory, READ),
    (Role::Reader, EVERYBODY, Own, BOTH),
    (Role::Dpo, EVERYBODY, Customer, READ),
    (Role::Dpo, EVERYBODY, Activity, READ),
    (Role::Dpo, EVERYBODY, Directory, READ),
    (Role::Dpo, EVERYBODY, Member, READ),
    (Role::Dpo, EVERYBODY, Setting, READ),
    (Role::Dpo, EVERYBODY, Audit, READ),
    (Role::Dpo, EVERYBODY, Export, BOTH),
    (Role::Dpo, EVERYBODY, Own, BOTH),
    (Role::WorksCouncil, EVERYBODY, Activity, READ),
    (Role::WorksCouncil, EVERYBODY, Directory, READ),
    (Role::WorksCouncil, EVERYBODY, Setting, READ),
    (Role::WorksCouncil, EVERYBODY, Own, BOTH),
];

/// Whether one of the roles permits the verb on the resource, in the department with these keys.
#[must_use]
pub fn permits<K: AsRef<str>>(
    roles: &[Role],
    department: &[K],
    resource: Resource,
    verb: Verb,
) -> bool {
    let is_named = |keys: Departments| {
        let mut held = department.iter().map(AsRef::as_ref);
        keys.is_empty() || held.any(|key| keys.contains(&key))
    };
    TABLE.iter().any(|(role, departments, what, verbs)| {
        *what == resource && roles.contains(role) && verbs.contains(&verb) && is_named(departments)
    })
}

/// The rule for a role and a resource: the departments it is for (none named: all) and the verbs.
#[must_use]
pub fn rule(role: Role, resource: Resource) -> Option<(&'static [&'static str], &'static [Verb])> {
    TABLE
        .iter()
        .find(|(held, _, what, _)| *held == role && *what == resource)
        .map(|(_, departments, _, verbs)| (*departments, *verbs))
}

/// A permission as a type, so that it can stand in a handler's signature.
pub trait Permission: Send + Sync + 'static {
    /// What it is about.
    const RESOURCE: Resource;
    /// What one wants to do.
    const VERB: Verb;
}

macro_rules! permission {
    ($($(#[$doc:meta])* $name:ident = $resource:ident $verb:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Permission for $name {
                const RESOURCE: Resource = Resource::$resource;
                const VERB: Verb = Verb::$verb;
            }
        )+
    };
}

permission! {
    /// See customers and everything about them.
    ReadCustomer = Customer Read;
    /// Change customers.
    WriteCustomer = Customer Write;
    /// See margin and discount.
    ReadMargin = Margin Read;
    /// Change margin and discount.
    WriteMargin = Margin Write;
    /// See the activity map.
    ReadActivity = Activity Read;
    /// Change the activity map.
    WriteActivity = Activity Write;
    /// See names of departments and members.
    ReadDirectory = Directory Read;
    /// Change the structure of departments.
    WriteDepartment = Department Write;
    /// See members' data.
    ReadMember = Member Read;
    /// Change members.
    WriteMember = Member Write;
    /// See settings.
    ReadSetting = Setting Read;
    /// Change settings.
    WriteSetting = Setting Write;
    /// See the audit trail.
    ReadAudit = Audit Read;
    /// See tokens.
    ReadToken = Token Read;
    /// Make and revoke tokens.
    WriteToken = Token Write;
    /// See sources.
    ReadSource = Source Read;
    /// Make and revoke sources.
    WriteSource = Source Write;
    /// See imports.
    ReadImport = Import Read;
    /// Run and undo imports.
    WriteImport = Import Write;
    /// Take data out in bulk.
    ReadExport = Export Read;
    /// See one's own account.
    ReadOwn = Own Read;
    /// Change one's own account.
    WriteOwn = Own Write;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_department_reads_every_customer() {
        for department in [
            "marketing",
            "sdr",
            "sales",
            "service",
            "aftersales",
            "onboarding",
            "implementation",
            "accounting",
            "pr",
        ] {
            assert!(permits(
                &[Role::Member],
                &[department],
                Customer,
                Verb::Read
            ));
        }
    }

    #[test]
    fn margin_is_for_sales_accounting_and_management() {
        let reads = |role, keys: &[&str]| permits(&[role], keys, Margin, Verb::Read);
        assert!(reads(Role::Member, &["sales"]));
        assert!(!reads(Role::Member, &["marketing"]));
        assert!(reads(Role::Manager, &["marketing"]));
        assert!(!permits(&[Role::Reader], &["sales"], Customer, Verb::Write));
        assert!(!permits(
            &[Role::WorksCouncil],
            &[""; 0],
            Customer,
            Verb::Read
        ));
        assert!(!permits(&[], &["sales"], Customer, Verb::Read));
    }

    #[test]
    fn a_department_may_what_those_that_it_continues_may() {
        let reads = |keys: &[&str]| permits(&[Role::Member], keys, Margin, Verb::Read);
        assert!(reads(&["new_business", "sales"]));
        assert!(!reads(&["new_business"]));
    }
}
