// Package progress is the judgement: it chooses one source for each line,
// derives indicators by declared formulas, makes group values where the
// publisher has none, and gives verdicts by published statistical methods.
//
// Everything here is a pure function of its input: no I/O, no clock. Build
// makes an Edition, the immutable state that pages, metrics and reports show;
// Assess judges a Case without one; ExplainBy writes its arithmetic down and
// Robust says what its class hangs on. To add a method, write a function from a
// Case to a Verdict and one that writes its steps into a ledger, and name both
// in methods.
//
// What the published methods leave open is settled so:
//   - A line keeps to the scope of the newest snapshot that covers its code and
//     area: a load of some areas says nothing of the others.
//   - A group is read from the first source that publishes it; only a group that
//     no declared source publishes is computed here.
//   - A target whose year is over and that has no successor: met and still met
//     is "target met", met and lost is deterioration, missed is judged by the
//     no-target rule, and a year without its value is an open verdict.
//   - The no-target rule takes the compound rate for every model, as the UNSD
//     chart does; from or to zero, the change as a share of the larger end.
//   - The recent pace is taken in the terms of the model: a constant rate must
//     not look like slowing.
//   - A series that fell to zero under the compound model is deterioration,
//     though the linear pace it falls back to is mild.
//   - Availability and coverage of our own stock end with the newest year that is
//     nearly filled, and leave out territories whose people nobody counts.
package progress
