-- A job's way: admitted, waiting, held, and over.

local function queue_of(stage, kind)
  return LOW[kind] and 'q:' .. stage .. ':low' or 'q:' .. stage
end

local function publish_end(id, reply_to)
  if reply_to and reply_to ~= '' then redis.call('PUBLISH', 'reply:' .. reply_to, id) end
end

-- Lets the student's next exclusive job in.
local function release(id, uid)
  if redis.call('GET', 'x:' .. uid) == id then redis.call('DEL', 'x:' .. uid) end
end

-- The job has left `held`; its payload goes, its result and files are told for a day.
local function finish(id, job, state, result)
  local k = 'j:' .. id
  redis.call('HSET', k, 'z', state, 'r', result, 'p', '')
  redis.call('EXPIRE', k, KEEP_OF[job.kind] or KEEP_S)
  if job.exclusive then release(id, job.uid) end
  publish_end(id, job.reply_to)
  count(state)
  count('out:' .. job.stage)
end

-- A dead letter keeps all it needs to be tried again.
local function bury(id, job, reason)
  redis.call('HSET', 'j:' .. id, 'z', 'dead', 'e', reason)
  redis.call('ZADD', 'dead:' .. job.stage, now, id)
  if job.exclusive then release(id, job.uid) end
  publish_end(id, job.reply_to)
  count('out:' .. job.stage)
end

local function enqueue(id, stage, kind, visible_ms)
  local key = queue_of(stage, kind)
  local list = queued[key] or {}
  queued[key] = list
  list[#list + 1] = visible_ms
  list[#list + 1] = id
end

local function flush_queues()
  for key, list in pairs(queued) do
    for i = 1, #list, 2000 do
      redis.call('ZADD', key, unpack(list, i, math.min(i + 1999, #list)))
    end
  end
end

-- The job that this token speaks of, or nil.  It is held only if let_go() or
-- is_held() says so too.
local function job_of(id, token)
  local f = redis.call('HMGET', 'j:' .. id, 'n', 's', 'k', 'u', 'y', 'x', 'z')
  if f[1] ~= token or not f[2] or f[7] then return nil end
  return {stage = f[2], kind = f[3], uid = f[4], reply_to = f[5], exclusive = f[6]}
end

local function is_held(id, job)
  return redis.call('ZSCORE', 'held:' .. job.stage, id)
end

-- Ends the claim; false when it was not held any more.
local function let_go(id, job)
  return redis.call('ZREM', 'held:' .. job.stage, id) == 1
end

-- ok: on to the next stage, or done.
local function advance(id, job, result)
  local route = ROUTES[job.kind]
  local stage = route[index_of(route, job.stage) + 1]
  if not stage then return finish(id, job, 'done', result) end
  redis.call('HSET', 'j:' .. id, 's', stage, 'r', result, 'a', 0, 'c', 0, 'w', 0)
  count('out:' .. job.stage)
  count('in:' .. stage)
  enqueue(id, stage, job.kind, now)
end

-- Counts one more in `field` of the job; beyond the most it is a dead letter,
-- else it waits.  True when it died.
local function again(id, job, field, most, wait_ms, reason)
  local n = redis.call('HINCRBY', 'j:' .. id, field, 1)
  if most and n >= most then
    bury(id, job, reason)
    return true
  end
  enqueue(id, job.stage, job.kind, now + (wait_ms or pause_ms(n)))
  return false
end

-- Its worker was silent and speaks again: it did not crash.
local function absolve(id, token)
  local f = redis.call('HMGET', 'j:' .. id, 'd', 'c')
  if f[1] ~= token then return end
  redis.call('HDEL', 'j:' .. id, 'd')
  if tonumber(f[2]) > 0 then redis.call('HINCRBY', 'j:' .. id, 'c', -1) end
end

-- A worker that changes its dispatcher takes its jobs along.
local function is_elsewhere(id, token, dispatcher)
  local at = redis.call('HGET', 'j:' .. id, 'o')
  return at and at:find(token .. '@', 1, true) == 1 and at ~= token .. '@' .. dispatcher
end

-- Why this admission must be refused, or nil.
local function obstacle(a)
  if a.guard ~= '' and (redis.call('HGET', 's:' .. a.uid, 'v') or '0') ~= a.guard then
    return 'v'
  end
  if a.exclusive and redis.call('EXISTS', 'x:' .. a.uid) == 1 then return 'b' end
end

local function optional(fields, name, value)
  if value ~= '' then
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
end

-- A new job; whoever calls has looked for an old one of that id.
local function create(a)
  local stage = ROUTES[a.kind][1]
  local f = {'k', a.kind, 's', stage, 'n', '0', 't', now}
  optional(f, 'u', a.uid)
  optional(f, 'p', a.payload)
  optional(f, 'y', a.reply_to)
  optional(f, 'b', a.blobs)
  optional(f, 'f', a.fingerprint)
  if a.exclusive then
    f[#f + 1] = 'x'
    f[#f + 1] = '1'
    redis.call('SET', 'x:' .. a.uid, a.id)
  end
  redis.call('HSET', 'j:' .. a.id, unpack(f))
  enqueue(a.id, stage, a.kind, math.max(now, a.not_before_ms))
  count('admitted')
  count('in:' .. stage)
end

-- The stage and kind of a dead letter, or nil.
local function dead_letter(id)
  local f = redis.call('HMGET', 'j:' .. id, 'z', 's', 'k')
  if f[1] ~= 'dead' or not redis.call('ZSCORE', 'dead:' .. f[2], id) then return nil end
  return {stage = f[2], kind = f[3]}
end

-- Lets it try again, from the stage where it died, as if it came there now.
local function revive(id, letter)
  redis.call('ZREM', 'dead:' .. letter.stage, id)
  redis.call('HDEL', 'j:' .. id, 'z', 'e', 'a', 'c', 'w')
  count('in:' .. letter.stage)
  enqueue(id, letter.stage, letter.kind, now)
end

local function is_job_id(id)
  return #id >= 1 and #id <= 64 and not id:find('[^A-Za-z0-9:_.-]')
end
