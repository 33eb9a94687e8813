package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// ministry is a publisher of one file, which may stand behind a key.
type ministry struct {
	mu     sync.Mutex
	file   string
	agents []string
	hosts  []string
}

func (m *ministry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.agents, m.hosts = append(m.agents, r.UserAgent()), append(m.hosts, r.Host)
	if m.file == "" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	fmt.Fprint(w, m.file)
}

const users = "area,year,users\nKEN,2022,41.5\nKEN,2023,42.5\nUGA,2023,11\n"

// configured is the shipped configuration with one more source, at an address.
func configured(t *testing.T, address string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "conf")
	if out, err := command(t, filepath.Join(t.TempDir(), "c.db"), "config", "export", dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := addMinistry(dir, address); err != nil {
		t.Fatal(err)
	}
	return dir
}

// addMinistry adds a source at an address to a configuration.
func addMinistry(dir, address string) error {
	file := filepath.Join(dir, "sources.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text = fmt.Appendf(text, `
- id: ministry
  publisher: Ministry
  title: Users of the Internet
  label: Ministry
  url: https://ministry.example/
  licence: CC BY 4.0
  citation: Ministry, Users of the Internet.
  kind: table
  codes: [users]
  params:
    urls:
      - url: %s
  files:
    - match: "*.csv"
      format: table
      layout: {area: [area], year: {column: year}, values: [{column: users, code: users}]}
`, address)
	return os.WriteFile(file, text, 0o600)
}

// program runs the program as a process of its own, since proxy and
// certificates are read from the environment once.
func program(t *testing.T, env []string, args ...string) (string, error) {
	t.Helper()
	cmd := process(t, args...)
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// process is the program, not yet started, without a proxy. It ends with the test.
func process(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.Contains(strings.ToLower(v), "_proxy=")
	}), asProgram+"=1")
	return cmd
}

// TestCollectDryRun: the command tells what would change and writes nothing.
func TestCollectDryRun(t *testing.T) {
	pub := &ministry{file: users}
	server := httptest.NewServer(pub)
	defer server.Close()
	conf, db := configured(t, server.URL+"/users.csv"), filepath.Join(t.TempDir(), "a.db")
	collect := func(want string, args ...string) {
		t.Helper()
		out, err := command(t, db, append([]string{"collect", "ministry", "--without-seed", "--config", conf}, args...)...)
		if err != nil || strings.TrimSpace(out) != want {
			t.Fatalf("%v: %q, %v, want %q", args, out, err, want)
		}
	}
	collect("ministry: would change, 3 added, 0 revised, 0 withdrawn", "--dry-run")
	collect("ministry: would change, 3 added, 0 revised, 0 withdrawn", "--dry-run")
	collect("ministry: changed, snapshot 1: 3 added, 0 revised, 0 withdrawn")
	collect("ministry: unchanged", "--dry-run")
	pub.file = strings.Replace(users, "42.5", "42500", 1) // as if in another unit
	collect("ministry: would change, 0 added, 1 revised, 0 withdrawn", "--dry-run")
	pub.file = "area,year,users\nKEN,2022,41500\nKEN,2023,42500\nUGA,2023,11000\n"
	out, err := command(t, db, "collect", "ministry", "--dry-run", "--without-seed", "--config", conf)
	if err != nil || !strings.HasPrefix(out, "ministry: would be held, 0 added, 3 revised, 0 withdrawn: ") {
		t.Errorf("%q, %v", out, err)
	}
	pub.file = ""
	out, err = command(t, db, "collect", "ministry", "--dry-run", "--without-seed", "--config", conf)
	if err == nil || !strings.Contains(err.Error(), "wsiswatch import --source ministry FILE") {
		t.Errorf("a refusal: %q, %v", out, err)
	}
	out, err = command(t, db, "runs", "--source", "ministry", "--without-seed", "--config", conf)
	if n := strings.Count(out, "ministry"); err != nil || n != 1 {
		t.Errorf("%d runs after one that was meant, %v:\n%s", n, err, out)
	}
}

// TestCollectThroughProxy: the environment's proxy is asked in the publisher's
// place, and the agent string says who asks. No secret comes out.
func TestCollectThroughProxy(t *testing.T) {
	pub := &ministry{file: users}
	proxy := httptest.NewServer(pub)
	defer proxy.Close()
	address := strings.Replace(proxy.URL, "http://", "http://person:hunter2@", 1)
	conf, db := configured(t, "http://ministry.example/users.csv?api_key=sesame"), filepath.Join(t.TempDir(), "a.db")
	out, err := program(t, []string{"HTTP_PROXY=" + address}, "collect", "ministry", "--without-seed", "--db", db, "--config", conf, "--contact", "statistics@ministry.example")
	if err != nil || !strings.Contains(out, "3 added") {
		t.Fatalf("%v\n%s", err, out)
	}
	if !slices.Equal(pub.hosts, []string{"ministry.example"}) || !strings.HasSuffix(pub.agents[0], " (+statistics@ministry.example)") || !strings.HasPrefix(pub.agents[0], "wsiswatch/") {
		t.Errorf("the proxy saw %q by %q", pub.hosts, pub.agents)
	}
	proxy.Close() // and now the refusal to connect is what is told
	out, err = program(t, []string{"HTTP_PROXY=" + address}, "collect", "ministry", "--without-seed", "--db", db, "--config", conf)
	if err == nil || !strings.Contains(out, "http://ministry.example/users.csv?api_key=hidden") {
		t.Errorf("%v\n%s", err, out)
	}
	told, err := command(t, db, "runs", "--source", "ministry", "--without-seed", "--config", conf)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "sesame"} {
		if strings.Contains(out+told+string(stored), secret) {
			t.Errorf("%s came out:\n%s%s", secret, out, told)
		}
	}
}

// TestCollectWithCertificate: a publisher whose certificate is signed by an
// authority of the environment's is trusted, and no other.
func TestCollectWithCertificate(t *testing.T) {
	server := httptest.NewTLSServer(&ministry{file: users})
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, db := configured(t, server.URL+"/users.csv"), filepath.Join(t.TempDir(), "a.db")
	args := []string{"collect", "ministry", "--without-seed", "--db", db, "--config", conf}
	if out, err := program(t, nil, args...); err == nil || !strings.Contains(out, "certificate") {
		t.Errorf("a stranger's certificate: %v\n%s", err, out)
	}
	if out, err := program(t, []string{"SSL_CERT_FILE=" + authority}, args...); err != nil || !strings.Contains(out, "3 added") {
		t.Errorf("%v\n%s", err, out)
	}
}
