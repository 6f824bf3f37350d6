//! Ten million simulated walks an order against the exact removal effects; stops at a disagreement.
#![allow(missing_docs, clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../tests/attribution/data.rs"]
mod data;
#[allow(dead_code)]
#[path = "../tests/attribution/simulation.rs"]
mod simulation;

fn main() {
    for order in 1..=4 {
        let worst = simulation::agree(order, 10_000_000);
        println!("order {order}: largest distance {worst:.2} standard errors   target 5");
    }
}
