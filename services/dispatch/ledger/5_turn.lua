-- A turn: operations first, then claims, then what is worth knowing.

local function read_wanted()
  local wanted = {}
  for i = 1, number() do wanted[i] = {stage = word(), n = number()} end
  return wanted
end

local function read_operations()
  local list = {}
  while at < #args do
    local kind = word()
    local op = OPERATIONS[kind].read()
    op.op = kind
    list[#list + 1] = op
  end
  return list
end

local function run_all(operations)
  local letters = {}
  for i, op in ipairs(operations) do letters[i] = run_guarded(op) end
  return table.concat(letters)
end

-- Appends the claim and says true; a job whose hash is gone is nobody's.
local function claim(claims, stage, id, expired)
  local k = 'j:' .. id
  local f = redis.call('HMGET', k, 'k', 'u', 'a', 'c', 'w', 't', 'p', 'r', 'b')
  if not f[1] then return false end
  local n = #claims
  claims[n + 1], claims[n + 2] = stage, id
  claims[n + 3] = redis.call('HINCRBY', k, 'n', 1)
  claims[n + 4] = expired
  for i = 1, 9 do claims[n + 4 + i] = f[i] or '' end
  return true
end

-- Up to w.n jobs of a queue that are due; the lease is their score in `held`.
local function claim_from(from, w, claims)
  local ids = w.n > 0 and redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, w.n) or {}
  if #ids == 0 then return end
  local held, leases = 'held:' .. w.stage, {}
  redis.call('ZREM', from, unpack(ids))
  for _, id in ipairs(ids) do
    if claim(claims, w.stage, id, from == held and 1 or 0) then
      leases[#leases + 1] = lease_end
      leases[#leases + 1] = id
    end
  end
  if #leases > 0 then redis.call('ZADD', held, unpack(leases)) end
  w.n = w.n - #leases / 2
end

-- While Redis stood still nobody could renew a lease, so that those which ran
-- out say nothing about who holds them.
local function claim_all(wanted, stood_still)
  local claims = {}
  for _, w in ipairs(wanted) do
    if not stood_still then claim_from('held:' .. w.stage, w, claims) end
    claim_from('q:' .. w.stage, w, claims)
    claim_from('q:' .. w.stage .. ':low', w, claims)
  end
  return claims
end

local function flush_totals()
  for name, n in pairs(total) do
    redis.call('HINCRBY', 'c:jobs', name, n)
  end
end

-- Of one stage: ready, delayed, held, dead, and the age of what waits longest.
local function stats_of(stage)
  local s = {ready = 0, waiting = 0, oldest = now}
  for i, key in ipairs({'q:' .. stage, 'q:' .. stage .. ':low', 'held:' .. stage}) do
    local visible = redis.call('ZCOUNT', key, '-inf', now)
    s.ready = s.ready + visible
    if i < 3 then s.waiting = s.waiting + redis.call('ZCARD', key) else s.expired = visible end
    local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    if first[2] then s.oldest = math.min(s.oldest, tonumber(first[2])) end
  end
  local held = redis.call('ZCARD', 'held:' .. stage)
  local dead = redis.call('ZCARD', 'dead:' .. stage)
  return s.ready, s.waiting + s.expired - s.ready, held - s.expired, dead, now - s.oldest
end

-- Those without receipts, those for a person, and the age of the oldest.
local function batch_stats()
  local first = redis.call('ZRANGE', 'batch:open', 0, 0, 'WITHSCORES')
  return redis.call('ZCARD', 'batch:open'), redis.call('ZCARD', 'batch:uncertain'),
    first[2] and now - first[2] or 0
end

local function stats()
  local out, there = {}, 0
  for _, stage in ipairs(STAGES) do
    local ready, delayed, held, dead, age = stats_of(stage)
    there = there + ready + delayed + held + dead
    for _, x in ipairs({stage, ready, delayed, held, dead, age}) do out[#out + 1] = x end
  end
  for _, x in ipairs({batch_stats()}) do out[#out + 1] = x end
  local c = redis.call('HMGET', 'c:jobs', 'admitted', 'done', 'rejected')
  out[#out + 1] = (c[1] or 0) - there - (c[2] or 0) - (c[3] or 0)
  return out
end

-- True when the turn before was a good while ago.
local function begin(argv)
  args, at = argv, 0
  total, queued, ends = {}, {}, {}
  local lease_ms, shift_ms, last_ms = number(), number(), number()
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000) + shift_ms
  lease_end = now + lease_ms
  seed = number()
  return now - last_ms > lease_ms / 2
end

redis.register_function('LEDGER_NAME', function(_, argv)
  local stood_still = begin(argv)
  local want_stats, wanted = number() == 1, read_wanted()
  local letters = run_all(read_operations())
  flush_queues()
  local claims = claim_all(wanted, stood_still)
  flush_totals()
  return {now, letters, ends, claims, want_stats and stats() or {}}
end)
