using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>The functions of <c>http</c> in one VM, and what it has open. Used on the thread that runs the VM.</summary>
internal sealed class HttpModule(HttpClientService client, ServiceHost host)
{
    /// <summary>Charged for a request while it is under way: buffers, header fields, what the framework holds.</summary>
    private const long RequestCost = 32 << 10;

    private const long RequestFuel = 500;

    private readonly HashSet<HttpResponse> _held = [];
    private long _asked;
    private long _askedInRun;
    private ulong _run;

    internal ServiceHost Host => host;

    /// <summary>http.get(url [, options]).</summary>
    internal void Get(ref ServiceCall call) => Send(ref call, HttpWish.Of(ref call, client.Rules, "GET", optionsAt: 1));

    /// <summary>http.post(url, body [, options]).</summary>
    internal void Post(ref ServiceCall call) => Send(ref call, HttpWish.Of(ref call, client.Rules, "POST", optionsAt: 2));

    /// <summary>http.request{url = ..., ...}.</summary>
    internal void Request(ref ServiceCall call) => Send(ref call, HttpWish.Of(ref call, client.Rules, "GET", optionsAt: 0));

    /// <summary>The state of scripts is gone, and with it what was charged.</summary>
    internal void Forget()
    {
        foreach (var response in _held) response.Forget();
        _held.Clear();
        _asked = 0;
    }

    /// <summary>
    /// Nobody reads on where the script was stopped. Else the answers that this run has not read and lost end with it: what
    /// collects them may be long in coming.
    /// </summary>
    internal void EndRun(Status status)
    {
        if (VmRun.IsKill(status))
        {
            foreach (var response in _held) response.Close();
        }
        else if (_held.Count > 0 && _held.Any(response => response.IsUnderWay && response.Run == host.RunNumber))
        {
            host.CollectAfterRun();
        }
    }

    internal void Let(HttpResponse response) => _held.Remove(response);

    /// <summary>Waits for a request's task; what it failed with becomes an error of the function called.</summary>
    internal T Await<T>(string name, Task<T> task, CancellationTokenSource abort)
    {
        try
        {
            return host.Await(task, abort);
        }
        catch (LuaFault fault)
        {
            throw As(name, fault);
        }
    }

    /// <summary>A refusal stays one; anything else is an error of the script, caps of the process too.</summary>
    internal static LuaFault As(string name, LuaFault fault) =>
        new(fault.Status == Status.Sandbox ? Status.Sandbox : Status.Runtime, $"{name}: {fault.Message}");

    private void Send(ref ServiceCall call, HttpWish wish)
    {
        if (Open() >= client.Rules.OpenPerVm) host.Collect(); // scripts may have lost some
        if (Open() >= client.Rules.OpenPerVm)
            throw new LuaFault(Status.Runtime, $"{call.Name}: {client.Rules.OpenPerVm} answers are open already; read them to their end, or close them");
        BeginRun();
        host.Spend(RequestFuel);
        var cost = RequestCost + wish.Bytes;
        host.Charge(cost);
        var response = new HttpResponse(this);
        try
        {
            response.Begin(call.Name, client, wish, Count);
            _held.Add(response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            host.Discharge(cost);
        }
        call.ReturnObject(HttpResponse.Class, response);
    }

    private int Open()
    {
        var open = 0;
        foreach (var response in _held)
        {
            if (response.IsUnderWay) open++;
        }
        return open;
    }

    private void BeginRun()
    {
        if (_run == host.RunNumber) return;
        _run = host.RunNumber;
        Volatile.Write(ref _askedInRun, 0);
    }

    /// <summary>Counts a hop; on any thread.</summary>
    private void Count()
    {
        var rules = client.Rules;
        if (Interlocked.Increment(ref _asked) > rules.RequestsPerVm && rules.RequestsPerVm != 0)
            throw new LuaFault(Status.Runtime, $"the policy allows {Quantity.Count((ulong)rules.RequestsPerVm)} requests in the life of a VM");
        if (Interlocked.Increment(ref _askedInRun) > rules.RequestsPerRun && rules.RequestsPerRun != 0)
            throw new LuaFault(Status.Runtime, $"the policy allows {Quantity.Count((ulong)rules.RequestsPerRun)} requests in one run");
    }
}
