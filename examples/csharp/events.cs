// One thread, a thousand VMs: their requests are answered later, and none of them holds up the others.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

const string Asks = "local id = ... local a = fetch(id) local b = fetch(a) return a + b";
const string Spins = "while true do end";

using var template = new VmTemplate();
template.RegisterPending("fetch");
var options = new VmOptions { Template = template, Fuel = 1_000_000, Timeout = Timeout.InfiniteTimeSpan };
var slices = new EvalOptions { SliceFuel = 100_000 };

var ready = new Queue<LuaRun>();
var requests = new Queue<LuaRun>();
var vms = new List<Vm>();
int done = 0, spent = 0, answered = 0;
long sum = 0;

for (var i = 0; i < 1_000; i++)
{
    var vm = new Vm(options);
    vms.Add(vm);
    using var chunk = vm.Load(i % 100 == 0 ? Spins : Asks);
    Sort(chunk.Start(slices, i));
}
while (ready.Count + requests.Count > 0)
{
    for (var turn = ready.Count; turn > 0; turn--)
    {
        var run = ready.Dequeue();
        run.Resume();
        Sort(run);
    }
    for (var turn = requests.Count; turn > 0; turn--)
    {
        var run = requests.Dequeue();
        run.Resume(run.Values[0].AsInt64() + 1);
        answered++;
        Sort(run);
    }
}
foreach (var vm in vms) vm.Dispose();

Console.WriteLine($"1000 VMs: {done} done, {spent} out of fuel");
Console.WriteLine($"{answered} requests answered");
Console.WriteLine($"sum of results: {sum}");

void Sort(LuaRun run)
{
    switch (run.Status)
    {
        case LuaStatus.Yielded:
            ready.Enqueue(run);
            return;
        case LuaStatus.Pending:
            requests.Enqueue(run);
            return;
        case LuaStatus.Fuel:
            spent++;
            break;
        default:
            sum += run.Get<long>();
            done++;
            break;
    }
    run.Dispose();
}
