package progress

import "sync"

// found is what a map of stored answers has under a key. It is asked first: to
// prepare an answer costs more than most of them take.
func found[V any](m *sync.Map, key any) (v V, ok bool) {
	kept, ok := m.Load(key)
	if !ok {
		return v, false
	}
	return kept.(func() V)(), true
}

// stored is the answer under a key, worked out by the first who asks.
func stored[V any](m *sync.Map, key any, work func() V) V {
	kept, _ := m.LoadOrStore(key, sync.OnceValue(work))
	return kept.(func() V)()
}
