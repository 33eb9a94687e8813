package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// TestMetricsApart asks a server whose metrics have an address of their own.
func TestMetricsApart(t *testing.T) {
	dir := t.TempDir()
	s := ownSite(t, dir, "--without-seed", "--metrics-listen", "127.0.0.1:0")
	if status, body := s.get(t, "/metrics"); status != http.StatusNotFound {
		t.Errorf("the site still shows metrics: %d %.200s", status, body)
	}
	if status, _ := s.get(t, "/"); status != http.StatusOK {
		t.Errorf("the overview answers %d", status)
	}
	apart := &site{base: strings.TrimSuffix(s.log.after(t, "the metrics are at "), "/metrics")}
	for path, want := range map[string]int{"/metrics": http.StatusOK, "/metrics/indicators": http.StatusOK, "/-/ready": http.StatusOK, "/": http.StatusNotFound} {
		if status, _ := apart.get(t, path); status != want {
			t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
}

// after gives the word that stands after a text in the log.
func (b *lockedBuffer) after(t *testing.T, text string) string {
	t.Helper()
	_, rest, ok := strings.Cut(b.String(), text)
	if !ok {
		t.Fatalf("the log lacks %q: %s", text, b)
	}
	return strings.FieldsFunc(rest, func(r rune) bool { return r == '\n' || r == ' ' || r == '"' })[0]
}

// TestWebConfiguration serves everything by TLS to those who know a password.
func TestWebConfiguration(t *testing.T) {
	dir := t.TempDir()
	roots := writeCertificate(t, dir)
	hash, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "web.yml")
	text := fmt.Sprintf("tls_server_config: {cert_file: server.crt, key_file: server.key}\nbasic_auth_users: {prometheus: %q}\n", hash)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := ownSite(t, dir, "--without-seed", "--web.config.file", file)
	if !strings.Contains(s.log.String(), "wsiswatch is at https://") {
		t.Errorf("the address is announced as %s", s.log)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	for _, c := range []struct {
		path, password string
		want           int
	}{
		{"/metrics", "secret", http.StatusOK},
		{"/metrics", "wrong", http.StatusUnauthorized},
		{"/api/v1/areas", "", http.StatusUnauthorized},
	} {
		req, err := http.NewRequest(http.MethodGet, strings.Replace(s.base, "http:", "https:", 1)+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.password != "" {
			req.SetBasicAuth("prometheus", c.password)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s with %q answers %s, want %d", c.path, c.password, res.Status, c.want)
		}
	}
}

// writeCertificate makes server.crt and server.key for 127.0.0.1.
func writeCertificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{{127, 0, 0, 1}}}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"server.crt": {Type: "CERTIFICATE", Bytes: der}, "server.key": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return pool
}

func TestFaultyWebConfigurationStopsTheStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "web.yml")
	if err := os.WriteFile(file, []byte("basic_auth_user: {a: b}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := serveOptions{listen: "127.0.0.1:0", webConfig: file}
	if _, err := openDoors(t.Context(), slog.New(slog.NewTextHandler(io.Discard, nil)), o, http.NotFoundHandler(), nil); err == nil || !strings.Contains(err.Error(), "web.yml") {
		t.Errorf("error %v does not name the file", err)
	}
}
