//! The members of Musterwerk, and those who can sign in.

use kernel::{Id, Role};

use super::companies::ascii;
use super::{
    ACCOUNTING, AFTERSALES, IMPLEMENTATION, Ids, MARKETING, ONBOARDING, PR, SALES, SDR, SERVICE,
    words,
};

/// A member of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) department: Option<usize>,
    pub(crate) role: Role,
    pub(crate) signs_in: bool,
}

/// Name, department and role of those who can sign in.
pub(crate) const SIGN_INS: &[(&str, Option<usize>, Role)] = &[
    ("Oskar Eigner", None, Role::Owner),
    ("Greta Leitner", None, Role::Manager),
    ("Tom Keller", Some(MARKETING), Role::Member),
    ("Mara Marketing", Some(MARKETING), Role::Manager),
    ("Sina Ruf", Some(SDR), Role::Member),
    ("Lena Brandt", Some(SALES), Role::Member),
    ("Viktor Hahn", Some(SALES), Role::Manager),
    ("Aylin Şahin", Some(SERVICE), Role::Member),
    ("Max Oberhuber", Some(ONBOARDING), Role::Member),
    ("Berta Buch", Some(ACCOUNTING), Role::Member),
    ("Pia Presse", Some(PR), Role::Member),
    ("Rita Leser", Some(MARKETING), Role::Reader),
    ("Dora Datenschutz", None, Role::Dpo),
    ("Willi Betriebsrat", None, Role::WorksCouncil),
];

/// How many members each department has beside those who sign in.
const OTHERS: &[(usize, usize)] = &[
    (MARKETING, 6),
    (SDR, 5),
    (SALES, 14),
    (SERVICE, 12),
    (AFTERSALES, 9),
    (ONBOARDING, 3),
    (IMPLEMENTATION, 4),
    (ACCOUNTING, 4),
    (PR, 1),
];

pub(crate) fn make(ids: &mut Ids) -> Vec<Member> {
    let mut members: Vec<Member> = SIGN_INS
        .iter()
        .map(|(name, department, role)| member(ids, name, *department, *role, true))
        .collect();
    let w = words();
    let mut n = 0;
    for (department, count) in OTHERS {
        for _ in 0..*count {
            let first = if n % 2 == 0 {
                &w.women[n * 7 % w.women.len()]
            } else {
                &w.men[n * 7 % w.men.len()]
            };
            let name = format!("{first} {}", w.surnames[n * 13 % w.surnames.len()]);
            members.push(member(ids, &name, Some(*department), Role::Member, false));
            n += 1;
        }
    }
    members
}

fn member(
    ids: &mut Ids,
    name: &str,
    department: Option<usize>,
    role: Role,
    signs_in: bool,
) -> Member {
    let local: Vec<String> = name.replace('Ş', "S").split(' ').map(ascii).collect();
    Member {
        id: ids.next(),
        name: name.to_owned(),
        email: format!("{}@musterwerk.example", local.join(".")),
        department,
        role,
        signs_in,
    }
}
