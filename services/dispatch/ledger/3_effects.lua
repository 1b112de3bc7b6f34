-- Effects of a job: read from the arguments, then checked, then applied.
-- Redis never takes back what a script did, so whatever can fail is found by
-- the check.  A check answers nil (fine), 'conflict' or 'refused'; `plan` holds
-- the type each key will have when the effects before this one are done.

local function number_text(text) return tonumber(text) and text:find('^-?%d+$') and text end
local function is_finite(n) return n and n == n and n > -math.huge and n < math.huge end

-- Ten years: what Redis itself refuses lies far beyond.
local TTL_MAX_S = 315360000

-- True when key is absent or of that type at that point of the plan.
local function is_type(plan, key, kind)
  local have = plan[key] or redis.call('TYPE', key).ok
  plan[key] = kind
  return have == 'none' or have == kind
end

local function typed(kind, also)
  return function(e, plan)
    if not is_type(plan, e.key, kind) or also and not also(e) then return 'refused' end
  end
end

-- Batches of one SEAL: as many as Redis makes in a few milliseconds.
local SEALS_MAX = 8

-- Members, order, digest and state of one batch, and the job that sends it.
local function seal_one(registry, ids)
  local batch = registry .. '-' .. redis.call('INCR', 'c:seal:' .. registry)
  local job = 'batch:' .. batch
  table.sort(ids)
  local members = table.concat(ids, '\n')
  redis.call('HSET', 'batch:' .. batch, 'members', members, 'count', #ids,
    'digest', redis.sha1hex(members), 'sealed_ms', now, 'state', 'sealed', 'job', job)
  redis.call('ZADD', 'batch:open', now, batch)
  create({id = job, kind = 'batch', uid = '', payload = batch, reply_to = '',
    blobs = '', not_before_ms = 0, fingerprint = ''})
end

-- Full batches at once; what is left when its oldest is old enough.
local function seal(e)
  local ready = 'ready:' .. e.key
  for _ = 1, SEALS_MAX do
    local ids = redis.call('ZRANGEBYSCORE', ready, '-inf', now, 'LIMIT', 0, e.most)
    local first = redis.call('ZRANGE', ready, 0, 0, 'WITHSCORES')
    if #ids == 0 or #ids < e.most and tonumber(first[2]) > now - e.age_ms then return end
    redis.call('ZREM', ready, unpack(ids))
    seal_one(e.key, ids)
  end
end

-- The audit log (R43): an entry is text, known by its number and its moment,
-- which never goes back; its hash covers them and the hash of the one before.
--   audit:log   stream  <moment>-<number>  p hash before  h hash  e text
--   audit:head  hash    n number  t moment  h hash  of the last one
local AUDIT_LOG, AUDIT_HEAD, AUDIT_MAX = 'audit:log', 'audit:head', 4096

local function append_audit(e)
  local head = redis.call('HMGET', AUDIT_HEAD, 'n', 't', 'h')
  local number = ('%d'):format((head[1] or 0) + 1)
  local moment = ('%d'):format(math.max(now, tonumber(head[2] or 0)))
  local before = head[3] or ('0'):rep(64)
  local hash = sha256_hex(table.concat({before, number, moment, e.value}, '\n'))
  redis.call('XADD', AUDIT_LOG, moment .. '-' .. number, 'p', before, 'h', hash, 'e', e.value)
  redis.call('HSET', AUDIT_HEAD, 'n', number, 't', moment, 'h', hash)
end

local function read_admission()
  return {id = word(), kind = word(), uid = word(), payload = word(), reply_to = word(),
    blobs = word(), not_before_ms = number(), exclusive = word() == '1', guard = word(),
    fingerprint = word()}
end

local EFFECTS = {
  PUT = {
    read = function() return {key = word(), version = word(), value = word()} end,
    check = function(e, plan)
      if plan[e.key] or not is_type(plan, e.key, 'hash') then return 'refused' end
      if (redis.call('HGET', e.key, 'v') or '0') ~= e.version then return 'conflict' end
    end,
    apply = function(e) redis.call('HSET', e.key, 'v', e.version + 1, 'd', e.value) end,
  },
  SET_NEW = {
    read = function() return {key = word(), ttl_s = number(), value = word()} end,
    check = function(e, plan)
      if plan[e.key] or not is_type(plan, e.key, 'string') or e.ttl_s < 0 or e.ttl_s > TTL_MAX_S then
        return 'refused'
      end
      local old = redis.call('GET', e.key)
      if old and old ~= e.value then return 'conflict' end
    end,
    apply = function(e)
      if e.ttl_s > 0 then redis.call('SET', e.key, e.value, 'NX', 'EX', e.ttl_s)
      else redis.call('SET', e.key, e.value, 'NX') end
    end,
  },
  DEL = {
    read = function() return {key = word()} end,
    check = function(e, plan) plan[e.key] = 'none' end,
    apply = function(e) redis.call('DEL', e.key) end,
  },
  EXPIRE = {
    read = function() return {key = word(), ttl_s = number()} end,
    check = function(e) if e.ttl_s < 1 or e.ttl_s > TTL_MAX_S then return 'refused' end end,
    apply = function(e) redis.call('EXPIRE', e.key, e.ttl_s) end,
  },
  INCR = {
    read = function() return {key = word(), by = word()} end,
    check = function(e, plan)
      local have = plan[e.key] ~= 'string' and redis.call('TYPE', e.key).ok == 'string'
      if not is_type(plan, e.key, 'string') then return 'refused' end
      if have and not number_text(redis.call('GET', e.key)) then return 'refused' end
    end,
    apply = function(e) redis.call('INCRBY', e.key, e.by) end,
  },
  ZADD = {
    read = function() return {key = word(), score = word(), member = word()} end,
    check = typed('zset', function(e) return is_finite(tonumber(e.score)) end),
    apply = function(e) redis.call('ZADD', e.key, e.score, e.member) end,
  },
  ZREM = {
    read = function() return {key = word(), member = word(), must = word() == '1'} end,
    check = function(e, plan)
      if not is_type(plan, e.key, 'zset') then return 'refused' end
      if e.must and not redis.call('ZSCORE', e.key, e.member) then return 'conflict' end
    end,
    apply = function(e) redis.call('ZREM', e.key, e.member) end,
  },
  HSET = {
    read = function() return {key = word(), field = word(), value = word()} end,
    check = typed('hash'),
    apply = function(e) redis.call('HSET', e.key, e.field, e.value) end,
  },
  HDEL = {
    read = function() return {key = word(), field = word()} end,
    check = typed('hash'),
    apply = function(e) redis.call('HDEL', e.key, e.field) end,
  },
  XADD = {
    read = function()
      local e = {key = word(), most = number(), pairs = {}}
      for i = 1, number() do e.pairs[i] = word() end
      return e
    end,
    check = typed('stream', function(e)
      return e.most > 0 and #e.pairs > 0 and #e.pairs % 2 == 0
    end),
    apply = function(e) redis.call('XADD', e.key, 'MAXLEN', '~', e.most, '*', unpack(e.pairs)) end,
  },
  XTRIM = {
    read = function() return {key = word(), id = word()} end,
    check = typed('stream', function(e) return e.id:find('^%d+-%d+$') end),
    apply = function(e) redis.call('XTRIM', e.key, 'MINID', e.id) end,
  },
  PUBLISH = {
    read = function() return {key = word(), value = word()} end,
    check = function() end,
    apply = function(e) redis.call('PUBLISH', e.key, e.value) end,
  },
  CHILD = {
    read = read_admission,
    check = function(a)
      -- What it asks for must not depend on others: it is admitted in any case.
      local asks = a.exclusive or a.guard ~= ''
      if not is_job_id(a.id) or not ROUTES[a.kind] or asks then return 'refused' end
    end,
    apply = function(a) if redis.call('EXISTS', 'j:' .. a.id) == 0 then create(a) end end,
  },
  -- A dead letter that nobody tried again in time; of any other job nothing.
  FORGET = {
    read = function() return {key = word()} end,
    check = function() end,
    apply = function(e)
      local f = redis.call('HMGET', 'j:' .. e.key, 'z', 's')
      if f[1] ~= 'dead' then return end
      redis.call('ZREM', 'dead:' .. f[2], e.key)
      redis.call('DEL', 'j:' .. e.key)
      count('rejected')
    end,
  },
  -- A person lets a dead letter try again.
  REPLAY = {
    read = function() return {key = word()} end,
    check = function(e) if not dead_letter(e.key) then return 'conflict' end end,
    apply = function(e)
      local letter = dead_letter(e.key) -- the same one may be named twice
      if letter then revive(e.key, letter) end
    end,
  },
  SEAL = {
    read = function() return {key = word(), most = number(), age_ms = number()} end,
    check = function(e, plan)
      if e.most < 1 or e.most > SEAL_MAX or e.age_ms < 0 then return 'refused' end
      if not is_type(plan, 'ready:' .. e.key, 'zset') or not is_type(plan, 'batch:open', 'zset') then
        return 'refused'
      end
    end,
    apply = seal,
  },
  AUDIT = {
    read = function() return {key = word(), value = word()} end,
    check = function(e, plan)
      local is_sound = e.key == AUDIT_LOG and e.value ~= '' and #e.value <= AUDIT_MAX
      if not is_sound or not is_type(plan, AUDIT_LOG, 'stream') or not is_type(plan, AUDIT_HEAD, 'hash') then
        return 'refused'
      end
    end,
    apply = append_audit,
  },
}

local function read_effects()
  local list = {}
  for i = 1, number() do
    local kind = word()
    list[i] = EFFECTS[kind].read()
    list[i].effect = kind
  end
  return list
end

-- nil when all can be done; else 'conflict' or 'refused', and which one.
local function obstacle_of(effects)
  local plan = {}
  for _, e in ipairs(effects) do
    local why = EFFECTS[e.effect].check(e, plan)
    if why then return why, e.effect .. ' ' .. (e.key or e.id) end
  end
end

local function apply_effects(effects)
  for _, e in ipairs(effects) do EFFECTS[e.effect].apply(e) end
end
