// Command cadvisor serves the metrics of cAdvisor's own packages. The project publishes these as Go
// modules, but not its command, so this keeps the command's address, paths and flags that a service sets.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	_ "github.com/google/cadvisor/container/docker/install"
	"github.com/google/cadvisor/lib/cache/memory"
	"github.com/google/cadvisor/lib/container"
	_ "github.com/google/cadvisor/lib/container/systemd/install"
	"github.com/google/cadvisor/lib/manager"
	"github.com/google/cadvisor/lib/metrics"
	info "github.com/google/cadvisor/lib/model"
	"github.com/google/cadvisor/lib/utils/sysfs"
	"github.com/google/cadvisor/lib/version"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

var (
	port                  = flag.Int("port", 8080, "port to listen on")
	printVersion          = flag.Bool("version", false, "print the version and exit")
	storeContainerLabels  = flag.Bool("store_container_labels", true, "make every container label a metric label")
	keptContainerLabels   = flag.String("whitelisted_container_labels", "", "container labels that become metric labels, with -store_container_labels=false")
	statsKept             = flag.Duration("storage_duration", 2*time.Minute, "how long stats stay in memory")
	disabled, onlyEnabled container.MetricSet
)

func main() {
	klog.InitFlags(nil)
	check(disabled.Set("advtcp,cpu_topology,cpuset,hugetlb,memory_numa,process,referenced_memory,resctrl,sched,tcp,udp"))
	flag.Var(&disabled, "disable_metrics", "kinds of metrics to leave out")
	flag.Var(&onlyEnabled, "enable_metrics", "the only kinds of metrics to collect; overrides -disable_metrics")
	flag.Parse()
	if *printVersion {
		fmt.Println("cAdvisor version", version.Version)
		return
	}
	included := container.AllMetrics.Difference(disabled)
	if len(onlyEnabled) > 0 {
		included = onlyEnabled
	}
	containers, err := manager.New(memory.New(*statsKept, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags,
		included, []string{""}, nil, "", 0)
	check(err)
	check(containers.Start())
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	http.Handle("/metrics", metricsHandler(containers, included))
	check(http.ListenAndServe(fmt.Sprintf(":%d", *port), nil))
}

func metricsHandler(containers manager.Manager, included container.MetricSet) http.Handler {
	labels := metrics.DefaultContainerLabels
	if !*storeContainerLabels {
		labels = metrics.BaseContainerLabels(strings.Split(*keptContainerLabels, ","))
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(containers, labels, included, clock.RealClock{},
			info.RequestOptions{IdType: info.TypeName, Count: 1, Recursive: true}),
		metrics.NewPrometheusMachineCollector(containers, included),
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "cadvisor:", err)
		os.Exit(1)
	}
}
