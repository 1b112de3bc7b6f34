-- Operations of a dispatcher's turn.  Each answers one letter:
--   +  new         =  known, in work     *  known, over (its end is appended)
--   v  version     b  busy               k  no such kind, or a bad id
--   m  known, but made by another request
--   .  applied     d  applied, and the job is a dead letter now
--   !  stale: another claim, or over     c  conflict: still held, decide again
--   x  an effect was refused: the job is a dead letter
--   E  the ledger's own fault

local OPERATIONS = {}

OPERATIONS.ADMIT = {
  read = read_admission,
  run = function(a)
    local old = redis.call('HMGET', 'j:' .. a.id, 'k', 'z', 'r', 'f')
    if old[4] and old[4] ~= a.fingerprint then return 'm' end
    if old[2] then
      ends[#ends + 1] = old[2]
      ends[#ends + 1] = old[3] or ''
      return '*'
    end
    if old[1] then return '=' end
    if not ROUTES[a.kind] or not is_job_id(a.id) then return 'k' end
    local why = obstacle(a)
    if why then return why end
    create(a)
    return '+'
  end,
}

local OUTCOMES = {
  ok = function(op, job) advance(op.id, job, op.result) end,
  reject = function(op, job) finish(op.id, job, 'rejected', op.result) end,
  fatal = function(op, job) bury(op.id, job, op.reason); return true end,
  retry = function(op, job)
    local wait = op.after_ms > 0 and op.after_ms or nil
    return again(op.id, job, 'a', MAX_FAILURES, wait, op.reason)
  end,
  later = function(op, job)
    if op.reason ~= '' then redis.call('HSET', 'j:' .. op.id, 'e', op.reason) end
    return again(op.id, job, 'w', nil, op.after_ms > 0 and op.after_ms or nil)
  end,
  crash = function(op, job)
    redis.call('HDEL', 'j:' .. op.id, 'd')
    return again(op.id, job, 'c', MAX_CRASHES, 0, op.reason)
  end,
}

-- Of a claim that is over; but who speaks of it did not crash.
local function stale(op)
  absolve(op.id, op.token)
  return '!'
end

OPERATIONS.DONE = {
  read = function()
    return {id = word(), token = word(), outcome = word(), result = word(), reason = word(),
      after_ms = number(), blobs = word(), effects = read_effects()}
  end,
  run = function(op)
    local job = job_of(op.id, op.token)
    if not job or #op.effects > 0 and not is_held(op.id, job) then return stale(op) end
    local why, which = obstacle_of(op.effects)
    if why == 'conflict' then
      redis.call('ZADD', 'held:' .. job.stage, 'XX', lease_end, op.id)
      return 'c'
    end
    if not let_go(op.id, job) then return stale(op) end
    if why then
      bury(op.id, job, 'effect refused: ' .. which)
      return 'x'
    end
    apply_effects(op.effects)
    if op.blobs ~= '' then
      -- Serialised repeated fields: one behind the other is both together.
      redis.call('HSET', 'j:' .. op.id, 'b', (redis.call('HGET', 'j:' .. op.id, 'b') or '') .. op.blobs)
    end
    return OUTCOMES[op.outcome](op, job) and 'd' or '.'
  end,
}

OPERATIONS.RENEW = {
  read = function() return {id = word(), token = word()} end,
  run = function(op)
    local job = job_of(op.id, op.token)
    if not job or not is_held(op.id, job) then return '!' end
    redis.call('ZADD', 'held:' .. job.stage, 'XX', lease_end, op.id)
    return '.'
  end,
}

-- Renewed by a dispatcher that finds it with a worker who comes to it.
OPERATIONS.ADOPT = {
  read = function() return {id = word(), token = word(), by = word()} end,
  run = function(op)
    absolve(op.id, op.token)
    local letter = OPERATIONS.RENEW.run(op)
    if letter == '.' then redis.call('HSET', 'j:' .. op.id, 'o', op.token .. '@' .. op.by) end
    return letter
  end,
}

-- Its worker fell silent, and is blamed if it ran this job: then there is a reason.
OPERATIONS.LOST = {
  read = function() return {id = word(), token = word(), by = word(), reason = word()} end,
  run = function(op)
    local job = job_of(op.id, op.token)
    if not job or is_elsewhere(op.id, op.token, op.by) or not let_go(op.id, job) then return '!' end
    if op.reason == '' then
      enqueue(op.id, job.stage, job.kind, now)
      return '.'
    end
    redis.call('HSET', 'j:' .. op.id, 'd', op.token)
    return again(op.id, job, 'c', MAX_CRASHES, 0, op.reason) and 'd' or '.'
  end,
}

-- Not finished and no fault of the job: visible again at once.
OPERATIONS.GIVE_BACK = {
  read = function() return {id = word(), token = word()} end,
  run = function(op)
    local job = job_of(op.id, op.token)
    if not job or not let_go(op.id, job) then return '!' end
    enqueue(op.id, job.stage, job.kind, now)
    return '.'
  end,
}

-- One bad operation must not stop the others: its job becomes a dead letter.
local function run_guarded(op)
  local fine, answer = pcall(OPERATIONS[op.op].run, op)
  if fine then return answer end
  local job = op.token and job_of(op.id, op.token)
  if job then
    let_go(op.id, job)
    bury(op.id, job, 'ledger: ' .. tostring(type(answer) == 'table' and answer.err or answer))
  end
  redis.log(redis.LOG_WARNING, 'ledger: ' .. op.op .. ' ' .. op.id .. ': ' ..
    tostring(type(answer) == 'table' and answer.err or answer))
  return 'E'
end
