# The front door. Every command sets up what it needs first; a second run sets nothing up again.
.DEFAULT_GOAL := build
.PHONY: build setup-run setup-test demo up test test-long chaos e2e test-deploy bench lint fmt eval fuzz clean

build:
	@scripts/setup.sh build
	@echo "building"
	@scripts/build.sh build programs

setup-run: build
	@scripts/setup.sh run node
	@scripts/models.sh
	@scripts/demo_photo.sh
	@scripts/npm.sh --omit=dev

setup-test: setup-run
	@scripts/setup.sh test lint
	@scripts/npm.sh
	@scripts/build.sh build
	@scripts/build.sh build-san -Db_sanitize=address,undefined -Db_lundef=false

demo: setup-run ## one student from the registry's code to the prints, as a story (PHOTO=me.jpg: yours)
	@node scripts/demo.mjs $(PHOTO)

up: setup-run ## the whole system until Ctrl-C (LAN=1: for phones on the network)
	@LAN=$(LAN) node scripts/up.mjs

test: setup-test ## what CI runs
	@scripts/test.sh

test-long: setup-test ## all of that and the long runs: 100,000 random lives of a student, a school of 5,000 printed and exported, planted bugs, chaos, 10,000 photos to a bad registry (SEED=, PHOTOS=)
	@LIVES=100000 HTTP_LIVES=20 HTTP_ROUNDS=15 STUDENTS=5000 ARCHIVE=5000 LIMIT_S=7200 scripts/test.sh lint unit contract model integration e2e mutants chaos registry

e2e: setup-test
	@scripts/test.sh e2e

test-deploy: setup-run ## the compose file on a real Docker engine
	@scripts/npm.sh
	@scripts/test.sh deploy

bench: setup-run ## how fast it is, beside its peers (Q=name: one question), a line of JSON each
	@scripts/build.sh build
	@node scripts/bench.mjs $(Q)

chaos: setup-run ## JOBS students go the whole way while KILLS processes of every kind are killed (SEED=1); the last line is the balance, JSON
	@SEED=$(SEED) JOBS=$(JOBS) KILLS=$(KILLS) node scripts/chaos.mjs

lint:
	@scripts/setup.sh build lint node
	@scripts/npm.sh
	@scripts/lint.sh

fmt:
	@scripts/setup.sh lint
	@git ls-files '*.c' '*.h' | xargs clang-format -i

eval: setup-run ## judge every photo of DATA=dir, which holds a labels.csv; docs/accuracy.md
	@scripts/build.sh build tests/support/defect/make_defect
	@node scripts/eval.mjs $(DATA)

fuzz: ## each fuzz target for SECONDS
	@scripts/setup.sh build lint
	@scripts/fuzz.sh $(or $(SECONDS),30)

clean:
	@rm -rf build build-san build-clang build-fuzz
