#!/bin/sh
# A job that asks Trueup before and while it works. Needs curl, and python3 to read and write JSON.
#
# trueup-job.sh run JOB PLATFORM COMMAND [NODE...]
#     Begins one run that covers all nodes, and calls COMMAND NODE ACTION STORE for each, with the
#     datasets of the node's store as JSON on its standard input, one a line. All that the command
#     reads belongs to the version that the run is pinned to. PLATFORM is SOURCE/NAME. Without nodes,
#     JOB is the key of one of the platform's jobs, and the run covers the nodes that it has then.
# trueup-job.sh report SOURCE VERSION
#     Lists the datasets of a version, such as 'merged' or 'realized@Live', which a lease keeps.
#
# TRUEUP_URL         address of the daemon
# TRUEUP_TOKEN_FILE  file with a token of scope RUN
# TRUEUP_STATE       folder that keeps the fingerprint of each node's last run; default: this one
#
# Exit codes: 0 done, 1 failed, 11 all nodes are retired: remove the job, 12 a node has to wait: start later.
set -eu

length=5m                              # of a run or lease, unless it is prolonged
heartbeat=${TRUEUP_HEARTBEAT:-100}     # seconds; a third of the length
patience=${TRUEUP_PATIENCE:-600}       # seconds
state=${TRUEUP_STATE:-.}
lines=application/x-ndjson

now() { date +%s; }

# ask DIR METHOD PATH [BODY [ACCEPT]]: leaves the answer in DIR/answer; fails when it is a problem,
# and leaves its status in DIR/code. Repeats what can be answered later, and what was not answered.
ask() {
  until=$(($(now) + patience))
  while :; do
    : > "$1/head"
    code=$(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$TRUEUP_TOKEN_FILE")" |
      curl --silent --config - --max-time 600 --request "$2" \
        --header 'Content-Type: application/json' --header "Accept: ${5:-application/json}" \
        ${4:+--data "$4"} --dump-header "$1/head" --output "$1/answer" --write-out '%{http_code}' \
        "$TRUEUP_URL$3") || code=000
    printf %s "$code" > "$1/code"
    case $code in
      2*) return 0 ;;
      000|429|503) [ "$(now)" -lt "$until" ] || return 1 ;;
      *) return 1 ;;
    esac
    sleep "$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\).*/\1/p' "$1/head" | grep . || echo 1)"
  done
}

# read_json DIR EXPRESSION: prints what a Python expression gives for the answer 'a'.
read_json() {
  python3 -c 'import json, sys
a = json.load(open(sys.argv[1] + "/answer"))
print(eval(sys.argv[2]))' "$1" "$2"
}

detail() { read_json "$1" 'a.get("detail", a)' 2>/dev/null || echo "No answer from $TRUEUP_URL"; }

fail() { echo "FAILED $1" >&2; exit 1; }

# A name as one segment of a path.
encoded() { printf %s "$1" | sed 's/%/%25/g; s/ /%20/g; s/#/%23/g; s/?/%3F/g; s|/|%2F|g'; }

# A node's fingerprint of its last run; nothing before its first run.
fingerprint() { cat "$state/$(encoded "$1")" 2>/dev/null || true; }

# currency NODE FINGERPRINT: asks whether the job is current.
currency() {
  ask "$tmp" GET "/api/v1/platforms/$platform/nodes/$(encoded "$1")/currency${2:+?fingerprint=$2}" ||
    fail "$(detail "$tmp")"
  read_json "$tmp" '"%s %s %s" % (a["action"], a["retryAfterSeconds"] or 0, a["reason"])' > "$tmp/currency"
  read -r standing retry reason < "$tmp/currency"
}

# pause REASON SECONDS DEADLINE
pause() {
  echo "WAIT $1"
  [ $(($(now) + $2)) -le "$3" ] || exit 12
  sleep "$2"
}

# names NODE...: leaves the tag of the job's nodes, if it goes by its key, and all nodes in a file.
names() {
  tag=
  if [ $# = 0 ]; then
    ask "$tmp" GET "/api/v1/platforms/$platform/jobs/$(encoded "$job")" || fail "$(detail "$tmp")"
    tag=$(read_json "$tmp" 'a["nodesTag"]')
    read_json "$tmp" '"\n".join(a["nodes"])' > "$tmp/names"
  else
    printf '%s\n' "$@" > "$tmp/names"
  fi
}

# begin NODE...: begins a run for all nodes, or waits while one of them has to.
begin() {
  deadline=$(($(now) + patience))
  while :; do
    names "$@"
    while read -r node <&3; do         # asks before it begins: this is cheap, and begins nothing
      while currency "$node" "$(fingerprint "$node")"; [ "$standing" = WAIT ]; do
        pause "$node: $reason" "$retry" "$deadline"
      done
      printf '%s %s\n' "$node" "$(fingerprint "$node")" >&4
    done 3< "$tmp/names" 4> "$tmp/nodes"
    id=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
    body=$(python3 -c 'import json, sys
job, platform, run, length, tag, file = sys.argv[1:]
known = {node: print[0] if print else None for node, *print in map(str.split, open(file))}
body = {"platform": platform, "job": job, "run": run, "length": length}
body.update({"nodesTag": tag, "fingerprints": known} if tag else
  {"nodes": [{"node": node, "fingerprint": print} for node, print in known.items()]})
print(json.dumps(body))
' "$job" "$platform" "$id" "$length" "$tag" "$tmp/nodes")
    if ask "$tmp" POST /api/v1/runs "$body"; then
      read_json "$tmp" '"\n".join("%s %s %s %s %s" % each for each in
        [(a["run"] or "-", a["action"], a["retryAfterSeconds"] or 0, a["nodesChanged"], "")] +
        [tuple(each[key] for key in ("node", "action", "version", "fingerprint", "reason"))
          for each in a["nodes"]])' > "$tmp/begun"
      read -r begun action retry changed < "$tmp/begun"
      sed 1d "$tmp/begun" > "$tmp/plan"
      if [ "$begun" != - ]; then
        run=$begun
        [ "$changed" = True ] || return 0
        end failed; echo "AGAIN Job $job has other nodes now"; continue # of unknown fingerprints
      fi
      pause "$(grep -m 1 ' WAIT ' "$tmp/plan")" "$retry" "$deadline"
    elif [ "$(read_json "$tmp" 'a.get("type")' 2>/dev/null)" = urn:trueup:error:run-exists ]; then
      run=$id; end failed              # it had begun, and its answer was lost
    else
      fail "$(detail "$tmp")"
    fi
  done
}

# end OUTCOME: ends the run.
end() {
  [ -z "$beating" ] || kill "$beating" 2>/dev/null || true
  beating=
  ended=$run; run=
  ask "$tmp" POST "/api/v1/runs/$ended/end" "{\"outcome\":\"$1\"}" ||
    [ "$1" = failed ] || fail "$(detail "$tmp")" # a run that this cannot end is over, or expires
}

# Prolongs the run while it works; leaves a file when that is refused.
beat() {
  while sleep "$heartbeat"; do
    ask "$tmp/beat" POST "/api/v1/runs/$run/prolong" "{\"length\":\"$length\"}" || { : > "$tmp/lost"; return; }
  done
}

# work NODE ACTION VERSION: does the work of one node; fails when a question or the command does.
work() {
  store=; : > "$tmp/datasets"
  if [ "$2" != RETIRE ]; then
    version=/api/v1/models/${platform%%/*}/$3
    ask "$tmp" GET "$version/platforms/${platform#*/}/nodes/$(encoded "$1")" || return 2
    store=$(read_json "$tmp" 'a["store"] or ""')
    if [ -n "$store" ]; then
      ask "$tmp" GET "$version/stores/$store/datasets" '' "$lines" || return 2
      mv "$tmp/answer" "$tmp/datasets"
    fi
  fi
  "$command" "$1" "$2" "$store" < "$tmp/datasets" || return 1
  [ ! -e "$tmp/lost" ] || { cp "$tmp/beat/answer" "$tmp/answer"; cp "$tmp/beat/code" "$tmp/code"; return 2; }
}

run_job() {
  job=$1 platform=$2 command=$3; shift 3
  while :; do                          # once, or again when the version is gone
    begin "$@"
    rm -f "$tmp/lost"
    beat < /dev/null > /dev/null & beating=$!
    again=
    while read -r node what version print reason <&3; do
      echo "$what $node $version $reason"
      work "$node" "$what" "$version" && continue || result=$?
      [ "$result" = 2 ] || fail "$command $node $what"
      [ "$(cat "$tmp/code")" = 410 ] || fail "$(detail "$tmp")"
      echo "AGAIN $(detail "$tmp")"; again=yes; break
    done 3< "$tmp/plan"
    [ -n "$again" ] || break
    end failed
  done
  end succeeded
  while read -r node what version print reason <&3; do
    if [ "$what" = RETIRE ]; then
      rm -f "$state/$(encoded "$node")"
    else
      echo "$print" > "$state/$(encoded "$node")"
      currency "$node" "$print"
      echo "$standing $node $reason"
    fi
  done 3< "$tmp/plan"
  [ "$action" != RETIRE ] || exit 11
}

# report SOURCE VERSION: reads a version without a run.
report() {
  ask "$tmp" POST "/api/v1/models/$1/$(encoded "$2")/leases" "{\"purpose\":\"report\",\"length\":\"$length\"}" ||
    fail "$(detail "$tmp")"
  read_json "$tmp" '"%s %s" % (a["lease"], a["version"])' > "$tmp/lease"
  read -r lease version < "$tmp/lease"
  ask "$tmp" GET "/api/v1/models/$1/$version/stores?fields=name" '' "$lines" || fail "$(detail "$tmp")"
  python3 -c 'import json, sys
for line in open(sys.argv[1]): print(json.loads(line)["name"])' "$tmp/answer" > "$tmp/stores"
  while read -r store <&3; do
    ask "$tmp" GET "/api/v1/models/$1/$version/stores/$store/datasets?fields=name" '' "$lines" ||
      fail "$(detail "$tmp")"
    python3 -c 'import json, sys
for line in open(sys.argv[1]): print(*sys.argv[2:], json.loads(line)["name"])' "$tmp/answer" "$version" "$store"
  done 3< "$tmp/stores"
}

# However this script ends: an open run has failed, and a lease is released.
clean() {
  status=$?
  trap - EXIT INT TERM
  patience=10
  [ -z "$beating" ] || kill "$beating" 2>/dev/null || true
  [ -z "$run" ] || ask "$tmp" POST "/api/v1/runs/$run/end" '{"outcome":"failed"}' || true
  [ -z "$lease" ] || ask "$tmp" POST "/api/v1/leases/$lease/release" '{}' || true
  rm -rf "$tmp"
  exit "$status"
}

case ${1-}/$# in
  run/[0-3] | report/[!3]* | report/3?* | /* | [!r]*) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 1 ;;
esac
tmp=$(mktemp -d) run= lease= beating=
mkdir "$tmp/beat"
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
verb=$1; shift
case $verb in
  run) run_job "$@" ;;
  report) report "$@" ;;
esac
