// Package stock makes what stores are filled with before they are measured: people by the real flow, and
// copies of them.
//
// A [Notebook] takes down what the flow appends, so that one append leaves the same; a [Stencil] copies people
// under names of their own, which is much faster than to have them all come.
package stock
