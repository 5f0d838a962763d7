-- For wrk: sends the specs of the given files in turn, without a pause, and counts what becomes of them.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests = {}
  for _, path in ipairs(args) do
    local file = assert(io.open(path))
    table.insert(requests,
      wrk.format("POST", "/v1/bundles.zip", { ["Content-Type"] = "application/json" }, file:read("*a")))
    file:close()
  end
  sent = 0
  ok, shed, refused = 0, 0, 0
end

function request()
  sent = sent + 1
  return requests[sent % #requests + 1]
end

function response(status)
  if status == 200 then
    ok = ok + 1
  elseif status == 503 then
    shed = shed + 1
  else
    refused = refused + 1
  end
end

function done()
  local counts = { ok = 0, shed = 0, refused = 0 }
  for _, thread in ipairs(threads) do
    for name, count in pairs(counts) do
      counts[name] = count + thread:get(name)
    end
  end
  io.write(string.format("%d %d %d\n", counts.ok, counts.shed, counts.refused))
end
