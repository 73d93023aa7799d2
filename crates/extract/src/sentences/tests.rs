//! The sentences these reports are written in, each with the records it must give.
