"""A table that outlives VMs and the process: scripts count in it, the host reads it."""

import sys

import luavm

VISIT = """
local visits = store.open('visits')
visits:transaction(function()
  visits.ada = (visits.ada or 0) + 1
  visits.pages = {'home', 'news'}
end)
return visits.ada
"""
# All or nothing: an error takes back what the transaction has written.
FAILING = """
local visits = store.open('visits')
visits:transaction(function() visits.ada = 0 error('changed my mind') end)
"""

path = sys.argv[1] if len(sys.argv) > 1 else "visits.db"
with luavm.Store(f"sqlite:{path}", durable=True) as store:
    # Scripts get the stores that their policy names, and no other.
    with luavm.Policy({"version": 1, "limits": {"wall": "2s"}}) as policy:
        policy.store("visits", store)
        with luavm.VM(policy=policy) as vm:
            for _ in range(3):
                print(vm.eval(VISIT), "visits")
            print(vm.run(FAILING).status)
    # The host reads and writes the same entries.
    print("ada:", store["ada"])
    del store["ada"]
    print(store.export().decode(), end="")
