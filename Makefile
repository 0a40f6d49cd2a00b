# Two commands for a newcomer: `make demo` and `make test`. Both do their own set-up.

EPISODES ?= 3
SEED ?= 1000
POLICY ?=
GOALS ?=
ONLY ?=
DELTA ?= 0.05
MINUTES ?= 8

.DEFAULT_GOAL := help
.PHONY: help setup demo console test faults failures flywheel calibrate bench soak train install clean

help: ## Show this text
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Options: EPISODES=$(EPISODES) SEED=$(SEED) POLICY=a folder of deploy/policies (demo; train, calibrate, failures: only that one) GOALS=text,image,sketch (demo of place_on_disc) ONLY=part of a row's name (faults, bench) MINUTES=$(MINUTES) (flywheel; soak: 30) DELTA=$(DELTA) (calibrate)"

setup: ## Install what is missing and build; a second run downloads nothing; GPU=1 adds the CUDA and TensorRT providers
	@bash eng/setup.sh
	@if [ -n "$(GPU)" ]; then bash eng/setup-gpu.sh; fi

demo: setup ## A simulated arm puts a cube on the disc that it is told, EPISODES times from SEED; then the console is yours
	@bash eng/demo.sh "$(EPISODES)" "$(SEED)" "$(POLICY)" "$(GOALS)"

console: setup ## The same without episodes: the operator's console on the simulated arm, at once
	@bash eng/demo.sh 0 "$(SEED)" "$(POLICY)" "$(GOALS)"

test: setup ## All tests; the last line counts them
	@bash eng/test.sh

faults: setup ## Throw every fault at a moving arm; each must be held in time and by name
	@artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign faults --only "$(ONLY)"

failures: setup ## What failure prediction is worth: 200 nominal and perturbed episodes a package, alarms against outcomes, and an expert who is called
	@artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign failures $(if $(POLICY),--policy $(POLICY)) $(if $(filter command line,$(origin EPISODES)),--episodes $(EPISODES))

flywheel: setup ## From failures to a better policy: an expert helps in perturbed scenes, the policy learns from it for MINUTES, and is judged before and after
	@bash eng/flywheel.sh "$(if $(filter command line,$(origin EPISODES)),$(EPISODES))" "$(MINUTES)"

calibrate: setup ## Fit the failure monitor of POLICY, or of all shipped packages, to 300 simulated episodes; DELTA is the share of false alarms
	@bash eng/calibrate.sh "$(POLICY)" "$(DELTA)"

bench: setup ## Our figures as ratios against a reference in the same run; ONLY=part of a row's name
	@bash eng/bench.sh --only "$(ONLY)"

soak: setup ## The whole service on the simulator for MINUTES: memory flat, no tick too long, nothing dropped
	@bash eng/publish.sh service
	@artifacts/bin/RobotPolicy.Benchmarks/release/robotpolicy-bench soak --minutes "$(if $(filter command line,$(origin MINUTES)),$(MINUTES),30)" --folder artifacts/soak

train: setup ## Make the shipped policies again: demonstrations, training, export
	@bash eng/train.sh "$(POLICY)"

install: ## Install the programs and the systemd unit into this machine, or into DESTDIR; starts nothing
	@bash eng/install.sh

clean: ## Remove what was built
	@rm -rf artifacts .setup
