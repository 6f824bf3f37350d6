//! The generator: how many connections send what, and when.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::bodies::{Bodies, PEOPLE, Request};
use crate::wire::Connection;

/// What became of the events that were sent.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub confirmed: u64,
    pub refused: u64,
    pub hung_up: u64,
}

pub struct Load {
    bodies: Bodies,
    sent: Cell<u64>,
    counts: Cell<Counts>,
}

impl Load {
    pub fn new(bodies: Bodies) -> Rc<Self> {
        Rc::new(Self {
            bodies,
            sent: Cell::default(),
            counts: Cell::default(),
        })
    }

    pub fn counts(&self) -> Counts {
        self.counts.get()
    }

    pub async fn learn_people(&self) {
        let mut wire = Connection::open(&self.bodies.address).await;
        for from in (0..PEOPLE).step_by(100) {
            let request = self.bodies.people(from..from + 100);
            assert_eq!(wire.post(&request).await, Some(200));
        }
    }

    /// Each connection sends as soon as it has its answer.
    pub async fn flood(&self, connections: usize, events: u64, seconds: f64) {
        let until = Instant::now() + Duration::from_secs_f64(seconds);
        let senders = (0..connections).map(|n| async move {
            let mut sender = self.sender(n, events).await;
            while Instant::now() < until {
                if !self.send(&mut sender).await {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        });
        join_all(senders).await;
    }

    /// Single events, each sent when it is its time whatever the server does; the waits for the
    /// answers in rising order, milliseconds.
    pub async fn steady(self: Rc<Self>, connections: usize, rate: f64, seconds: f64) -> Vec<f64> {
        let load = &self;
        let began = Instant::now();
        let senders = (0..connections).map(|n| async move {
            let mut sender = load.sender(n, 1).await;
            let mut waits = Vec::new();
            for turn in 0.. {
                let due = (n as f64 + turn as f64 * connections as f64) / rate;
                if due > seconds {
                    break;
                }
                tokio::time::sleep_until((began + Duration::from_secs_f64(due)).into()).await;
                load.send(&mut sender).await;
                waits.push((began.elapsed().as_secs_f64() - due) * 1000.0);
            }
            waits
        });
        let mut waits: Vec<f64> = join_all(senders).await.into_iter().flatten().collect();
        waits.sort_by(f64::total_cmp);
        waits
    }

    /// Batches at a rate of events; whoever is turned away gives that batch up and comes with the next
    /// when it is its time.
    pub async fn overload(
        self: Rc<Self>,
        connections: usize,
        events: u64,
        rate: f64,
        seconds: f64,
    ) {
        let load = &self;
        let began = Instant::now();
        let each = connections as f64 * events as f64 / rate;
        let senders = (0..connections).map(|n| async move {
            let mut sender = load.sender(n, events).await;
            let mut due = each * n as f64 / connections as f64;
            while due < seconds {
                tokio::time::sleep_until((began + Duration::from_secs_f64(due)).into()).await;
                load.send(&mut sender).await;
                due = (due + each).max(began.elapsed().as_secs_f64());
            }
        });
        join_all(senders).await;
    }

    async fn sender(&self, number: usize, events: u64) -> Sender {
        let turns = if events == 1 { 50 } else { 4 };
        Sender {
            wire: Connection::open(&self.bodies.address).await,
            requests: (0..turns)
                .map(|turn| self.bodies.request(turn, events))
                .collect(),
            turn: number,
            events,
        }
    }

    /// Sends the next request; answers whether it was confirmed.
    async fn send(&self, sender: &mut Sender) -> bool {
        let first = self.sent.get();
        self.sent.set(first + sender.events);
        sender.turn = (sender.turn + 1) % sender.requests.len();
        let request = sender.requests[sender.turn].numbered(first);
        let answer = sender.wire.post(request).await;
        let mut counts = self.counts.get();
        match answer {
            Some(200) => counts.confirmed += sender.events,
            Some(429 | 503) => counts.refused += sender.events,
            Some(other) => panic!("answered {other}"),
            None => counts.hung_up += 1,
        }
        self.counts.set(counts);
        answer == Some(200)
    }
}

struct Sender {
    wire: Connection,
    requests: Vec<Request>,
    turn: usize,
    events: u64,
}
