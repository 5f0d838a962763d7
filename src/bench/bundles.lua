-- For wrk: asks for bundles with an EC P-256 key, and counts what becomes of it.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "product=kestra&hosts=kestra.example.com"

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  pause = tonumber(args[1]) or 0
  connections = tonumber(args[2]) or 0
  begun = 0
  ok, shed, other = 0, 0, 0
end

-- wrk asks before the first request of a connection as well: these are spread over the pause.
function delay()
  begun = begun + 1
  return begun > connections and pause or math.random(0, pause)
end

function response(status)
  if status == 200 then
    ok = ok + 1
  elseif status == 503 then
    shed = shed + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local counts = { ok = 0, shed = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name, count in pairs(counts) do
      counts[name] = count + thread:get(name)
    end
  end
  local errors = summary.errors
  io.write(string.format("%d %d %d %d %.1f %.0f %.0f\n",
    counts.ok, counts.shed, counts.other,
    errors.connect + errors.read + errors.write + errors.timeout,
    counts.ok / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
