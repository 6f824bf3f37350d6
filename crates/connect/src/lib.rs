//! The borders of the product: tracking in, imports, exports.

pub mod imports;
