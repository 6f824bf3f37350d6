//! Requests that are made once and only get their numbers before they are sent.

use base64::Engine as _;
use serde_json::json;

/// People whom the source knows; beside them every fiftieth event names somebody new.
pub const PEOPLE: u64 = 5_000;
const NUMBER: &str = "0000000000";

/// A request with the places of its numbers.
pub struct Request {
    bytes: Vec<u8>,
    /// Where each event has its own number, and where the number of its person.
    places: Vec<(usize, Who)>,
}

#[derive(Clone, Copy)]
enum Who {
    Known(usize),
    New(usize),
}

impl Request {
    /// The request for the events from this number on.
    pub fn numbered(&mut self, first: u64) -> &[u8] {
        for ((id, who), n) in self.places.iter().zip(first..) {
            write(&mut self.bytes[*id..][..NUMBER.len()], n);
            match who {
                Who::New(at) => write(&mut self.bytes[*at..][..NUMBER.len()], n),
                Who::Known(at) => {
                    write(&mut self.bytes[*at..][..NUMBER.len()], (n * 7919) % PEOPLE);
                }
            }
        }
        &self.bytes
    }
}

fn write(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Makes requests for one source.
pub struct Bodies {
    pub address: String,
    head: String,
}

impl Bodies {
    pub fn new(address: &str, key: &str) -> Self {
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{key}:"));
        Self {
            address: address.to_owned(),
            head: format!(
                "host: {address}\r\nauthorization: Basic {basic}\r\ncontent-type: application/json\r\n"
            ),
        }
    }

    /// One event as a site sends it, about 500 bytes.
    fn event(n: u64, is_new: bool) -> serde_json::Value {
        let user = if is_new { "new" } else { "user" };
        json!({ "type": "track", "event": "Produkt angesehen", "messageId": format!("bench-{NUMBER}"),
            "userId": format!("{user}-{NUMBER}"),
            "properties": { "sku": format!("P-{}", n % 400), "price": 19.9, "path": format!("/produkte/{}", n % 400) },
            "context": { "page": { "url": "https://shop.example/produkte", "referrer": "https://suche.example/", "title": "Pumpen" },
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64)", "locale": "de-DE",
                "library": { "name": "bench", "version": "1" } } })
    }

    /// A request with so many events; `turn` tells one request from the next.
    pub fn request(&self, turn: u64, events: u64) -> Request {
        let is_new = |n: u64| n.is_multiple_of(50);
        if events == 1 {
            return self.made("/v1/track", &Self::event(turn, is_new(turn)));
        }
        let from = turn * events;
        let batch: Vec<_> = (from..from + events)
            .map(|n| Self::event(n, is_new(n)))
            .collect();
        self.made("/v1/batch", &json!({ "batch": batch }))
    }

    /// People with a name, an address and a company.
    pub fn people(&self, numbers: std::ops::Range<u64>) -> Vec<u8> {
        let who = numbers.map(|n| {
            json!({ "type": "identify", "messageId": format!("who-{n}"), "userId": format!("user-{n:010}"),
                "traits": { "firstName": "Person", "lastName": format!("{n}"), "email": format!("p{n}@firma{}.example", n % 500) } })
        });
        let body = json!({ "batch": who.collect::<Vec<_>>() });
        self.made("/v1/batch", &body).bytes
    }

    fn made(&self, path: &str, body: &serde_json::Value) -> Request {
        let body = body.to_string();
        let bytes = format!(
            "POST {path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        let ids = after(&bytes, "\"messageId\":\"bench-");
        let mut users: Vec<Who> = Vec::new();
        for at in after(&bytes, "\"userId\":\"") {
            users.push(match bytes[at..].strip_prefix("new-") {
                Some(_) => Who::New(at + "new-".len()),
                None => Who::Known(at + "user-".len()),
            });
        }
        Request {
            places: ids.into_iter().zip(users).collect(),
            bytes: bytes.into_bytes(),
        }
    }
}

/// The places behind each of these words.
fn after(text: &str, word: &str) -> Vec<usize> {
    text.match_indices(word)
        .map(|(at, _)| at + word.len())
        .collect()
}
