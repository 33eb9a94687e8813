// Package ooxml writes word-processor documents of the kind that reports need:
// headings, numbered paragraphs, footnotes, tables with repeated headers,
// pictures with alternative text and captions with fields. Styles, margins,
// header and footer come from a reference document, which a user may replace.
//
// No Go library writes footnotes and alternative text and is maintained under
// a licence that fits; what is needed is small. See the decisions.
package ooxml
