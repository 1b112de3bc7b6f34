#!lua name=LEDGER_NAME
-- The ledger: every change of Redis is made by this script, one call for a
-- dispatcher's whole turn.  The parts are joined in the order of their numbers.
--
-- It is a library of Redis, so that tables and functions are made once and not
-- at every turn, and so that Redis, when it may not write (no memory, a disk
-- error, a replica), refuses a turn whole instead of from some line on.
-- embed.py names it after its content: dispatchers of two versions do not
-- overwrite each other's.
--
--   j:<job>     hash  k kind  u uid  s stage  n token  p payload  b blobs
--                     t admitted_ms  y reply_to  x took x:<uid>  f fingerprint
--                     a failures  c crashes  w waits (all three: in this stage)
--                     r result  z done|rejected|dead
--                     e reason of a dead letter, or why it was put off last
--                     o token@dispatcher, when the job came with its worker
--                     d token of the last crash, when that is only supposed
--   q:<stage>, q:<stage>:low   zset  job by the moment it may start
--   held:<stage>               zset  job by the moment its lease ends
--   dead:<stage>               zset  job by the moment it died
--   x:<uid>                    the one exclusive job of a student
--   c:jobs      hash  admitted, done, rejected: totals for the conservation check
--                     in:<stage>, out:<stage>: what has come to it and left it
--   c:seal:<registry>          number of its last batch
--   batch:open                 zset  batch without its receipts by the moment it was sealed
--   batch:uncertain            zset  of these, what a person has to resolve
--
-- A job is in exactly one of q, q:low, held, dead, or over.  A token is given
-- at every claim, grows for the job's whole life and is never set back: whoever
-- speaks of a job must know its token while the job is held.  A lease that runs
-- out needs no sweeper: the next claim finds it.
--
-- args  lease_ms, shift_ms, last_ms (of the turn before; 0: leases that ran
--       out are not looked at), seed, stats (0|1), pairs,
--       {stage, wanted} * pairs, then operations (part 4) to the end
-- reply {now_ms, one letter per operation, {state, result of finished ones},
--       {claims, 13 fields each}, {stats, 6 per stage, 3 of batches, the imbalance}}

-- What a kind of job goes through, in this order.
local ROUTES = {
  code    = {'decode', 'billing'},
  shot    = {'qc', 'billing'},
  dry_run = {'qc'},
  command = {'billing'},
  timer   = {'billing'},
  roster  = {'billing'},
  pay     = {'pay'},
  notify  = {'notify'},
  otp     = {'notify'},
  wechat  = {'notify', 'billing'},
  seal    = {'relay'},
  batch   = {'relay'},
  sheet   = {'relay'},
  export  = {'relay'},
  sweep   = {'relay'},
  retention = {'billing'},
  erase   = {'relay'},
  journal = {'pay'},
  bill    = {'pay'},
  real_name = {'relay'},
  print   = {'relay'},
  print_tidy = {'relay'},
  resolve = {'relay'},
}
local STAGES = {'decode', 'qc', 'billing', 'pay', 'notify', 'relay'}

-- Served only when nothing else of the stage waits: who waits for a one-time
-- code is not behind the news of a whole school, and no batch behind a school's
-- prints.
local LOW = {dry_run = true, notify = true, real_name = true, print = true}

-- Seconds a finished job is remembered; a slot's job must outlive its slot.
local KEEP_S = 86400
local KEEP_OF = {timer = 172800, sweep = 172800, retention = 172800, bill = 172800, seal = 3600,
  journal = 3600}

local MAX_FAILURES, MAX_CRASHES = 5, 3
local FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 1000, 300000
local SEAL_MAX = 500

-- What belongs to one turn; begin() in part 5 sets all of it.
local args, at          -- the arguments, and how many have been read
local now, lease_end    -- milliseconds, of this moment and of a lease given now
local seed
local total             -- what it adds to c:jobs
local queued            -- what will wait in which queue, in one go before the claims
local ends              -- state and result of finished jobs that were admitted again

-- Arguments are read from left to right, each once.
local function word() at = at + 1; return args[at] end
local function number() return tonumber(word()) end

local function count(name) total[name] = (total[name] or 0) + 1 end

-- 0 <= x < 1; Redis seeds Lua's own the same way every time.
local function random()
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed / 2147483648
end

-- The n-th pause: doubles up to the longest, a quarter of it by chance.
local function pause_ms(n)
  local full = math.min(FIRST_PAUSE_MS * 2 ^ math.min(n - 1, 20), LONGEST_PAUSE_MS)
  return math.floor(full * (0.75 + 0.25 * random()))
end

local function index_of(list, item)
  for i, x in ipairs(list) do if x == item then return i end end
end
