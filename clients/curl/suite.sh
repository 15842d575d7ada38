#!/usr/bin/env bash
# curl: the seeds' lines through iconv, what browsers ask first, and what NextChat and Open WebUI call.
set -u
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ok() { echo "ok suite.sh $1"; }
bad() { failed=1; echo "not ok suite.sh $1"; printf '%s\n' "${@:2}" | sed 's/^/    /'; }
# contains NAME TEXT PATTERN: the text must match the extended regular expression.
contains() { if grep -qE -- "$3" <<<"$2"; then ok "$1"; else bad "$1" "expected /$3/ in:" "${2:0:600}"; fi; }
lacks() { if grep -qiE -- "$3" <<<"$2"; then bad "$1" "unexpected /$3/ in:" "${2:0:600}"; else ok "$1"; fi; }
call() { curl -sS --max-time 20 "$@"; }
auth=(-H "Authorization: Bearer sk-sluice-openai")
tuned=(-H "Authorization: Bearer sk-sluice-tuned")
json=(-H "Content-Type: application/json")

# Seed 002, exactly: no model, Chinese, piped through iconv, which fails on torn UTF-8.
answer=$(set -o pipefail; call "${json[@]}" "${tuned[@]}" -XPOST "$SLUICE_BASE/v1/chat/completions" \
  -d '{"messages": [{"role":"user","content":"请介绍一下你自己"}]}' | iconv -f utf-8 -t utf-8) \
  || bad "seed 002 through iconv" "iconv failed"
contains "seed 002 curl line" "$answer" 'You said: 请介绍一下你自己'
answer=$(set -o pipefail; call "${json[@]}" "${tuned[@]}" -XPOST "$SLUICE_BASE/v1/chat/completions" -d '{
  "messages": [
    {"role":"user","content":"请介绍一下你自己"},
    {"role":"assistant","content":"您好，我是机器人。"},
    {"role":"user","content": "1+100="}
  ]
}' | iconv -f utf-8 -t utf-8)
contains "seed 002 curl with history" "$answer" 'You said: 1\+100='
answer=$(set -o pipefail; call -N "${json[@]}" "${auth[@]}" "$SLUICE_BASE/v1/chat/completions" \
  -d '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"日本語のテキスト"}]}' | iconv -f utf-8 -t utf-8)
contains "stream ends with DONE" "$answer" '^data: \[DONE\]$'
contains "stream carries whole characters" "$answer" '"content":": 日本"'

# A body from curl without -H is declared as a form; it is JSON all the same.
answer=$(call "${auth[@]}" "$SLUICE_BASE/v1/chat/completions" \
  -d '{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}')
contains "content type of a form" "$answer" 'You said: hi'

# Browsers.
answer=$(call -i -X OPTIONS "$SLUICE_BASE/v1/chat/completions" -H 'Origin: https://app.example' \
  -H 'Access-Control-Request-Method: POST' \
  -H 'Access-Control-Request-Headers: authorization,content-type,x-requested-with,x-stainless-lang')
contains "preflight needs no key" "$answer" '^HTTP/1.1 20[04]'
contains "preflight allows the asked headers" "${answer,,}" 'access-control-allow-headers:.*authorization.*content-type.*x-requested-with.*x-stainless-lang'
contains "preflight allows the origin" "${answer,,}" 'access-control-allow-origin: (\*|https://app.example)'
lacks "preflight does not allow credentials" "$answer" 'access-control-allow-credentials'
answer=$(call -i "${auth[@]}" -H 'Origin: https://app.example' "$SLUICE_BASE/v1/models")
contains "answers carry the origin" "${answer,,}" 'access-control-allow-origin: (\*|https://app.example)'
contains "answers expose the request id" "${answer,,}" 'access-control-expose-headers:.*x-request-id'
answer=$(call -i -H 'Origin: https://app.example' "$SLUICE_BASE/v1/models")
contains "a refusal carries the origin too" "${answer,,}" 'access-control-allow-origin: (\*|https://app.example)'

# Paths that are not there, and methods.
for path in /v1/nothing /v1/chat /api/tags /v2/chat/completions; do
  answer=$(call -i "${auth[@]}" "$SLUICE_BASE$path")
  contains "404 for $path" "$answer" '^HTTP/1.1 404'
  contains "404 for $path is JSON" "${answer,,}" '^content-type: application/json'
  lacks "404 for $path is no page" "$answer" '<html'
done
answer=$(call -i "${auth[@]}" "$SLUICE_BASE/v1/chat/completions" -X PUT -d '{}')
contains "wrong method" "$answer" '^HTTP/1.1 (405|404)'
answer=$(call -I "${auth[@]}" "$SLUICE_BASE/v1/models")
contains "HEAD" "$answer" '^HTTP/1.1 200'
for path in /health/live /health/ready; do
  contains "$path" "$(call -i "$SLUICE_BASE$path")" '^HTTP/1.1 200'
done

# NextChat: host without /v1, all sampling parameters, its own headers; billing pages.
answer=$(call -i -N "${json[@]}" "${auth[@]}" -H 'x-requested-with: XMLHttpRequest' -H 'accept: application/json, text/event-stream' \
  "$SLUICE_BASE/v1/chat/completions" -d '{"messages":[{"role":"user","content":"hello"}],"stream":true,"model":"gpt-4o-mini","temperature":0.5,"presence_penalty":0,"frequency_penalty":0,"top_p":1}')
contains "NextChat: content type of the stream" "${answer,,}" '^content-type: text/event-stream'
contains "NextChat: end of the stream" "$answer" '^data: \[DONE\]$'
contains "NextChat: model list" "$(call "${tuned[@]}" "$SLUICE_BASE/v1/models")" '"object": ?"list"'

# Open WebUI: the address with its slash kept, the list to verify, its user headers.
contains "Open WebUI: double slash" "$(call "${tuned[@]}" "$SLUICE_BASE/v1//models")" '"id"'
contains "Open WebUI: user headers" "$(call "${json[@]}" "${auth[@]}" -H 'X-OpenWebUI-User-Name: A' -H 'X-OpenWebUI-Chat-Id: 1' \
  "$SLUICE_BASE/v1/chat/completions" -d '{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}')" 'You said: hello'
contains "Open WebUI: wrong key" "$(call -H 'Authorization: Bearer wrong' "$SLUICE_BASE/v1/models")" '"error"'
lacks "models have names" "$(call "${tuned[@]}" "$SLUICE_BASE/v1/models")" '"name": ?null'

# A router: whoever is down is passed over, and the answer says who it was.
for _ in 1 2; do
  answer=$(call -i "${json[@]}" -H "Authorization: Bearer sk-sluice-router" "$SLUICE_BASE/v1/chat/completions" \
    -d '{"model":"any","messages":[{"role":"user","content":"over here"}]}')
  contains "router: answer" "$answer" 'You said: over here'
  contains "router: deployment" "${answer,,}" '^x-sluice-deployment: proxy-'
  contains "router: attempts" "${answer,,}" '^x-sluice-attempts: [12]'
done

# Sizes.
head -c 200000 /dev/zero | tr '\0' 'a' > "$work/long"
answer=$(call -i "${auth[@]}" -H "x-long: $(head -c 100000 "$work/long")" "$SLUICE_BASE/v1/models")
contains "headers too large" "$answer" '^HTTP/1.1 431'
printf '{"model":"gpt-4o","messages":[{"role":"user","content":"%s"}]}' "$(cat "$work/long")" > "$work/body"
answer=$(call "${json[@]}" "${auth[@]}" "$SLUICE_BASE/v1/chat/completions" --data-binary "@$work/body")
contains "a body of 200 KB" "$answer" 'You said: aaaa'

# Multipart with the file before the model, as curl users write it.
printf 'ID3\000\001\r\n' > "$work/语音.mp3"
answer=$(call "${auth[@]}" "$SLUICE_BASE/v1/audio/transcriptions" -F "file=@$work/语音.mp3" -F model=whisper-1)
contains "transcription" "$answer" 'file=语音.mp3 size=7 model=whisper-1'

# The gateway's key in the log would be a leak; clients/run hands us the log's name.
if [[ -n "${SLUICE_LOG:-}" ]]; then
  lacks "no secret in the log" "$(cat "$SLUICE_LOG")" "$UPSTREAM_KEY|sk-sluice-(openai|compatible|azure)"
fi
exit $failed
