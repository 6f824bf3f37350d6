//! Whom devices tie together: a function of who identified where and under which name, never of the order
//! in which it became known.
//!
//! A user id stands for itself. An address belongs to the user id that named it earliest. An address that
//! no user id named may be tied by a device to a user id or to other addresses: by the same name, or, where
//! nobody said a name, when one login without an address and one address are all there is on the device.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Millis;

use super::agree::by_name;

/// On a device with more identifiers than this nobody is tied to anybody, and it leads to nobody.
pub(crate) const CROWD: usize = 20;
/// An identifier seen on more devices than this is tied to nobody; such an address says nothing about
/// whose a device is.
pub(crate) const DEVICES: usize = 100;
/// More identifiers than this are not one person: then none of the ties between them counts.
pub(crate) const MOST: usize = 20;

/// When something was said: by the time of the event, then its source, then its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The time of the event.
    pub time: Millis,
    /// Its source.
    pub source: String,
    /// Its id in the source.
    pub event_id: String,
}

/// An identifier that says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    User(String),
    Email(String),
}

impl Node {
    /// From kind and value; a device is none.
    pub(crate) fn of(kind: &str, value: &str) -> Option<Self> {
        match kind {
            "user_id" => Some(Self::User(value.to_owned())),
            "email" => Some(Self::Email(value.to_owned())),
            _ => None,
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user_id",
            Self::Email(_) => "email",
        }
    }

    pub(crate) fn value(&self) -> &str {
        match self {
            Self::User(value) | Self::Email(value) => value,
        }
    }
}

/// First and last name.
pub(crate) type FullName = (String, String);

/// An identifier that was used on a device.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) node: Node,
    /// The user id that it belongs to: itself, or the one that named the address earliest.
    pub(crate) owner: Option<String>,
    /// The name that was told first with it on this device.
    pub(crate) name: Option<FullName>,
    /// Somebody wrote the address down, or it is seen everywhere: no device ties it.
    pub(crate) is_fixed: bool,
}

impl Use {
    /// The identifier that stands for whoever this is.
    fn root(&self) -> Node {
        match &self.owner {
            Some(user) => Node::User(user.clone()),
            None => self.node.clone(),
        }
    }

    fn is_free(&self) -> bool {
        self.owner.is_none() && !self.is_fixed
    }
}

/// What a device ties together; of each pair at least one is an address that no user id named.
/// `with_address` are the user ids that named addresses which are theirs.
pub(crate) fn ties(uses: &[Use], with_address: &BTreeSet<String>) -> Vec<(Node, Node)> {
    let mut ties = Vec::new();
    if uses.len() > CROWD {
        return ties;
    }
    for (n, a) in uses.iter().enumerate() {
        for b in &uses[n + 1..] {
            let may = !a.is_fixed && !b.is_fixed && (a.is_free() || b.is_free());
            if may && a.root() != b.root() && by_name(a, b) == Some(true) {
                ties.push((a.root(), b.root()));
            }
        }
    }
    ties.extend(alone(uses, with_address));
    ties
}

/// One login without an address and one address are all there is on a device, and no name speaks against it.
fn alone(uses: &[Use], with_address: &BTreeSet<String>) -> Option<(Node, Node)> {
    let roots: BTreeSet<Node> = uses.iter().map(Use::root).collect();
    let [user, email] = Vec::from_iter(roots).try_into().ok()?;
    let (Node::User(name), Node::Email(_)) = (&user, &email) else {
        return None;
    };
    let contradicts = |a: &Use| uses.iter().any(|b| by_name(a, b) == Some(false));
    let fits = uses.iter().all(|a| !a.is_fixed && !contradicts(a));
    (fits && !with_address.contains(name)).then_some((user, email))
}

/// Whom each tied address belongs to: the user id among those that are tied together, else the first
/// address. Where ties would join two user ids, or more than [`MOST`], none of them counts.
pub(crate) fn roots(ties: &BTreeSet<(Node, Node)>) -> BTreeMap<Node, Node> {
    let mut next: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for (a, b) in ties {
        next.entry(a).or_default().push(b);
        next.entry(b).or_default().push(a);
    }
    let (mut roots, mut seen) = (BTreeMap::new(), BTreeSet::new());
    for start in next.keys() {
        let (mut group, mut open) = (BTreeSet::new(), vec![*start]);
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                group.insert(node);
                open.extend(next.get(node).into_iter().flatten());
            }
        }
        let users = group.iter().filter(|n| matches!(n, Node::User(_))).count();
        if users > 1 || group.len() > MOST {
            continue;
        }
        // User ids come before addresses.
        if let Some(root) = group.first().map(|root| (*root).clone()) {
            let others = group.into_iter().filter(|node| **node != root);
            roots.extend(others.map(|node| (node.clone(), root.clone())));
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn user(id: &str) -> Use {
        Use {
            node: Node::User(id.to_owned()),
            owner: Some(id.to_owned()),
            name: None,
            is_fixed: false,
        }
    }

    fn email(address: &str) -> Use {
        Use {
            node: Node::Email(address.to_owned()),
            owner: None,
            name: None,
            is_fixed: false,
        }
    }

    fn called(mut one: Use, first: &str, last: &str) -> Use {
        one.name = Some((first.to_owned(), last.to_owned()));
        one
    }

    fn tied(uses: &[Use]) -> bool {
        !ties(uses, &BTreeSet::new()).is_empty()
    }

    #[test]
    fn a_second_address_with_the_same_name_is_the_same_person() {
        let katrin = called(email("kv77@web.de"), "Katrin", "Vogel");
        let with = |other: Use| tied(&[katrin.clone(), other]);
        assert!(with(called(email("k@x.de"), "Kathrin", "Vogel")));
        assert!(with(email("katrin.vogel@web.de")));
        assert!(!with(email("k@x.de")), "nobody says who it is");
        assert!(!with(email("k.vogel@x.de")), "Karl has this initial too");
        assert!(!with(called(email("karl@x.de"), "Karl", "Vogel")));
        assert!(!with(called(email("katrin.vogel@x.de"), "Omar", "Aydin")));
    }

    #[test]
    fn a_login_and_an_address_alone_on_a_device_are_one() {
        let (login, address) = (user("u-1"), email("x@x.de"));
        let both = [login.clone(), address.clone()];
        assert!(tied(&both));
        let known = BTreeSet::from(["u-1".to_owned()]);
        assert!(ties(&both, &known).is_empty(), "it has another address");
        assert!(!tied(&[login.clone(), user("u-2"), address.clone()]));
        assert!(!tied(&[login.clone(), address.clone(), email("y@x.de")]));
        let fixed = Use {
            is_fixed: true,
            ..address.clone()
        };
        assert!(!tied(&[login.clone(), fixed]), "somebody wrote it down");
        let omar = called(address, "Omar", "Aydin");
        assert!(!tied(&[called(login, "Katrin", "Vogel"), omar]));
    }

    #[test]
    fn logins_are_never_tied_and_crowds_tie_nobody() {
        let katrin = |id: &str| called(user(id), "Katrin", "Vogel");
        assert!(!tied(&[katrin("u-1"), katrin("u-2")]));
        let named = |n: usize| called(email(&format!("a{n}@x.de")), "Katrin", "Vogel");
        let crowd: Vec<Use> = (0..=CROWD).map(named).collect();
        assert!(tied(&crowd[1..]) && !tied(&crowd));
    }

    #[test]
    fn a_group_is_called_by_its_login_and_one_of_two_logins_is_none() {
        let (u, v) = (user("u").node, user("v").node);
        let (x, y) = (email("x@x.de").node, email("y@x.de").node);
        let chain = BTreeSet::from([(y.clone(), x.clone()), (x.clone(), u.clone())]);
        let found = roots(&chain);
        assert_eq!((found.get(&x), found.get(&y)), (Some(&u), Some(&u)));
        let mut two = chain.clone();
        two.insert((v, y.clone()));
        assert!(roots(&two).is_empty());
        let addresses = BTreeSet::from([(y.clone(), x.clone())]);
        assert_eq!(roots(&addresses).get(&y), Some(&x));
        let node = |n: usize| email(&format!("{n:02}@x.de")).node;
        let long = |n: usize| (1..n).map(|n| (node(n - 1), node(n))).collect();
        assert_eq!(roots(&long(MOST)).len(), MOST - 1);
        assert!(roots(&long(MOST + 1)).is_empty());
    }

    fn drawn() -> impl Strategy<Value = Vec<Use>> {
        let name = proptest::option::of(prop::sample::select(vec![
            ("Katrin", "Vogel"),
            ("Kathrin", "Vogel"),
            ("Omar", "Aydin"),
        ]));
        let one = (0_usize..8, 0_usize..4, name, any::<bool>());
        let made = |(n, owner, name, fixed): (usize, usize, Option<(&str, &str)>, bool)| {
            let one = match n {
                0..3 => user(&format!("u-{n}")),
                3 => email("katrin.vogel@x.de"),
                _ => Use {
                    owner: (owner > 0).then(|| format!("u-{owner}")),
                    is_fixed: fixed,
                    ..email(&format!("e{n}@x.de"))
                },
            };
            match name {
                Some((first, last)) => called(one, first, last),
                None => one,
            }
        };
        proptest::collection::vec(one.prop_map(made), 0..8)
    }

    proptest! {
        #[test]
        fn ties_are_the_same_in_any_order_and_join_no_two_logins(
            (uses, shuffled) in drawn().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let sorted = |uses: &[Use]| -> BTreeSet<(Node, Node)> {
                let all = ties(uses, &BTreeSet::new()).into_iter();
                all.map(|(a, b)| if a < b { (a, b) } else { (b, a) }).collect()
            };
            let found = sorted(&uses);
            prop_assert_eq!(&found, &sorted(&shuffled));
            let roots = roots(&found);
            for (node, root) in &roots {
                prop_assert!(matches!(node, Node::Email(_)) && node != root);
                prop_assert!(!roots.contains_key(root), "a root has no other");
            }
        }
    }
}
