-- wrk's side of bench/api.py: asks for the addresses of a file in random order (the same in every run), and reports as JSON.
local paths, thread_number = {}, 1

function setup(thread)
  thread:set("seed", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  math.randomseed(seed)
  for line in io.lines(args[1]) do
    paths[#paths + 1] = line
  end
end

function request()
  return wrk.format("GET", paths[math.random(#paths)])
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, failed
  ))
end
