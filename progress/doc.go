// Package progress is the judgement: it chooses one source for each line,
// derives indicators by declared formulas, makes group values where the
// publisher has none, and gives verdicts by published statistical methods.
//
// Everything here is a pure function of its input: no I/O, no clock. Build
// makes an Edition, the immutable state that pages, metrics and reports show.
// To add a method, write a file with a function from a Case to a Verdict and
// name it in the methods table.
package progress
