//! Steering towards the common goal: what brought a deal, dashboard.
