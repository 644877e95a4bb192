// A table that outlives VMs and the process: scripts count in it, the host reads it.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using System.Text;
using LuaVm.Client;

const string Visit = """
    local visits = store.open('visits')
    visits:transaction(function()
      visits.ada = (visits.ada or 0) + 1
      visits.pages = {'home', 'news'}
    end)
    return visits.ada
    """;

// All or nothing: an error takes back what the transaction has written.
const string Failing = """
    local visits = store.open('visits')
    visits:transaction(function() visits.ada = 0 error('changed my mind') end)
    """;

var path = args.Length > 0 ? args[0] : "visits.db";
using var store = new LuaStore($"sqlite:{path}", new LuaStoreOptions { Durable = true });
// Scripts get the stores that their policy names, and no other.
using var policy = new LuaPolicy("""{"version": 1, "limits": {"wall": "2s"} }""");
policy.SetStore("visits", store);
using var vm = new Vm(new VmOptions { Policy = policy });
for (var i = 0; i < 3; i++) Console.WriteLine($"{vm.Eval<long>(Visit)} visits");
vm.TryEval(Failing, out var failed);
using (failed) Console.WriteLine(failed.Status.ToString().ToLowerInvariant());
// The host reads and writes the same entries.
Console.WriteLine($"ada: {store["ada"]}");
store.Delete("ada");
Console.Write(Encoding.UTF8.GetString(store.Export()));
