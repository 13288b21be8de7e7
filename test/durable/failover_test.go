package durable

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// T-PGFO: the primary's processes are killed under load and its standby is promoted. With synchronous
// replication nothing that was acknowledged is lost; without it (the control) something is.
func TestFailOver(t *testing.T) {
	if !nightly() && os.Getenv("PLUMBLINE_FAILOVER") == "" {
		t.Skip("every night: PLUMBLINE_NIGHTLY=1")
	}
	bin := pgBin(t)
	lost := 0
	for n := range size(1, 10) {
		for _, synchronous := range []bool{true, false} {
			t.Run(fmt.Sprintf("synchronous=%v-%d", synchronous, n), func(t *testing.T) {
				acks, findings, back := failOver(t, bin, synchronous, n%2 == 1)
				gone := 0
				for _, f := range findings {
					if synchronous {
						t.Error(f)
					} else if strings.HasPrefix(f, "lost:") {
						gone++
					}
				}
				lost += gone
				if back > 30*time.Second {
					t.Errorf("the house wrote again after %s", back)
				}
				t.Logf("%d acknowledged, %d lost, writing again after %s", acks, gone, back.Round(100*time.Millisecond))
			})
		}
	}
	if lost == 0 && !t.Failed() {
		t.Error("the control lost nothing: without synchronous replication something should have been lost")
	}
}

// failOver is one primary that dies; frozen holds the standby's receiver up for the last moments, as a
// slow line does.
func failOver(t *testing.T, bin string, synchronous, frozen bool) (acked int, findings []string, back time.Duration) {
	primary := newCluster(t, bin)
	primary.run("initdb", "-N", "-D", primary.data, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "-A", "trust")
	names := ""
	if synchronous {
		names = "s1"
	}
	primary.configure("max_wal_senders = 5\nwal_keep_size = 256MB\n")
	primary.start()
	standby := newCluster(t, bin)
	standby.run("pg_basebackup", "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "-d", "host="+primary.home+" user=postgres application_name=s1")
	standby.configure("")
	standby.start()
	server := primary.address("postgres")
	admin(t, server, "alter system set synchronous_standby_names = '"+names+"'")
	admin(t, server, "select pg_reload_conf()")
	admin(t, server, "create database house")
	s := build(t, filepath.Join(t.TempDir(), "data"), primary.address("house"))
	w := start(t, task{Site: *s, Clients: 8, Seed: 1, Name: "f"})
	<-w.ready
	time.Sleep(700 * time.Millisecond)
	if frozen || !synchronous { // the control must lose: what the standby has not heard of
		receiver := standby.child("walreceiver")
		signal(receiver, syscall.SIGSTOP)
		defer signal(receiver, syscall.SIGKILL)
		time.Sleep(300 * time.Millisecond)
	}
	primary.die()
	died := time.Now()
	w.kill()
	if frozen || !synchronous {
		signal(standby.child("walreceiver"), syscall.SIGKILL) // or the promotion would wait for it
	}
	standby.run("pg_ctl", "-D", standby.data, "-w", "-t", "60", "promote")
	s.DB = standby.address("house")
	next := start(t, task{Site: *s, Clients: 1, Ops: 1, Seed: 2, Name: "after"})
	if err := next.end(); err != nil || len(next.of("ack")) != 1 {
		t.Errorf("no write after the promotion: %v %s", err, next.errs.String())
	}
	back = time.Since(died)
	acks := w.of("ack")
	if len(acks) == 0 {
		t.Fatalf("nothing was acknowledged: %s", w.errs.String())
	}
	return len(acks), inspect(t, s, acks), back
}

// cluster is a PostgreSQL server of one test, reachable through a socket in its folder.
type cluster struct {
	t          testing.TB
	bin        string
	home, data string
	uid, gid   uint32
}

func pgBin(t testing.TB) string {
	t.Helper()
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(dirs)
	slices.Reverse(dirs)
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "pg_basebackup")); err == nil {
			return d
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("PostgreSQL's server programs are missing, and CI=true wants every part")
	}
	t.Skip("PostgreSQL's server programs are missing")
	return ""
}

func newCluster(t testing.TB, bin string) *cluster {
	t.Helper()
	home, err := os.MkdirTemp("", "plumbline-fo") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, bin: bin, home: home, data: filepath.Join(home, "data"), uid: uint32(os.Getuid()), gid: uint32(os.Getgid())}
	if c.uid == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("root cannot run PostgreSQL itself, and there is no account postgres")
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		c.uid, c.gid = uint32(uid), uint32(gid)
		if err := os.Chown(home, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		c.die()
		os.RemoveAll(home)
	})
	return c
}

func (c *cluster) run(name string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.home
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: c.uid, Gid: c.gid}}
	}
	log, err := os.Create(filepath.Join(c.t.TempDir(), name))
	if err != nil {
		c.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log // a pipe would stay open in the server that pg_ctl starts
	if err := cmd.Run(); err != nil {
		raw, _ := os.ReadFile(log.Name())
		c.t.Fatalf("%s: %v\n%s", name, err, raw)
	}
}

func (c *cluster) configure(more string) {
	c.t.Helper()
	f, err := os.OpenFile(filepath.Join(c.data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, "listen_addresses = ''\nunix_socket_directories = '%s'\nmax_connections = 100\nhot_standby = on\nlogging_collector = off\n%s", c.home, more)
		f.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) start() {
	c.t.Helper()
	c.run("pg_ctl", "-D", c.data, "-l", filepath.Join(c.home, "log"), "-w", "-t", "60", "start")
}

func (c *cluster) address(database string) string {
	return "postgres:///" + database + "?host=" + c.home + "&user=postgres"
}

// postmaster is the server's first process, 0 when there is none.
func (c *cluster) postmaster() int {
	raw, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.SplitN(string(raw), "\n", 2)[0])
	return pid
}

func children(pid int) (out []int) {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, f := range strings.Fields(string(raw)) {
		n, _ := strconv.Atoi(f)
		out = append(out, n)
	}
	return out
}

// child is the process of that name below the postmaster, 0 when there is none.
func (c *cluster) child(name string) int {
	for _, pid := range children(c.postmaster()) {
		raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if strings.Contains(string(raw), name) {
			return pid
		}
	}
	return 0
}

// signal reaches one process, never a group: 0 and -1 are no processes.
func signal(pid int, s syscall.Signal) {
	if pid > 1 {
		syscall.Kill(pid, s)
	}
}

// die ends every process of the server at once, as the loss of the machine does.
func (c *cluster) die() {
	pid := c.postmaster()
	if pid == 0 {
		return
	}
	signal(pid, syscall.SIGSTOP)
	for _, child := range children(pid) {
		signal(child, syscall.SIGKILL)
	}
	signal(pid, syscall.SIGKILL)
	for _, left := range []string{filepath.Join(c.data, "postmaster.pid"), filepath.Join(c.home, ".s.PGSQL.5432.lock")} {
		os.Remove(left) // in a container nobody may bury the dead, and the next server would take them for alive
	}
}
