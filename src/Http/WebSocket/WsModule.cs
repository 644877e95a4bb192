using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http.WebSocket;

/// <summary>The functions of <c>ws</c> in one VM, and what it has open. Used on the thread that runs the VM.</summary>
internal sealed class WsModule(WsClientService client, ServiceHost host)
{
    private const long ConnectFuel = 500;

    private readonly HashSet<WsSocket> _held = [];

    internal ServiceHost Host => host;

    internal WsRules Rules => client.Rules;

    /// <summary>ws.connect(url [, options]).</summary>
    internal void Connect(ref ServiceCall call)
    {
        var ask = WsWish.Of(ref call, client.Rules);
        CollectIf(_held.Count >= client.Rules.OpenPerVm || WsSlots.IsFull);
        if (_held.Count >= client.Rules.OpenPerVm)
            throw new LuaFault(Status.Runtime, $"{call.Name}: {client.Rules.OpenPerVm} connections are open already, as many as the policy allows; close some");
        host.Spend(ConnectFuel);
        Charge(ask.Cost);
        WsSocket socket;
        try
        {
            socket = new WsSocket(this, Open(call.Name, ask), ask.Cost);
        }
        catch
        {
            host.Discharge(ask.Cost);
            throw;
        }
        _held.Add(socket);
        call.ReturnObject(WsSocket.Class, socket);
    }

    /// <summary>The state of scripts is gone, and with it what was charged.</summary>
    internal void Forget()
    {
        foreach (var socket in _held) socket.Forget();
        _held.Clear();
    }

    /// <summary>
    /// Nobody goes on with a connection where the script was stopped. Else those that this run has opened and lost end
    /// with it, and not at some collection: an idle VM has none.
    /// </summary>
    internal void EndRun(Status status)
    {
        if (VmRun.IsKill(status))
        {
            foreach (var socket in _held.ToArray()) socket.End(WsEnd.Stopped);
        }
        else if (_held.Count > 0 && _held.Any(socket => socket.Run == host.RunNumber))
        {
            host.CollectAfterRun();
        }
    }

    internal void Let(WsSocket socket) => _held.Remove(socket);

    /// <summary>Waits for a task; what it failed with becomes an error of the function called.</summary>
    internal T Await<T>(string name, Task<T> task, CancellationTokenSource abort)
    {
        try
        {
            return host.Await(task, abort);
        }
        catch (LuaFault fault)
        {
            throw HttpModule.As(name, fault);
        }
    }

    /// <inheritdoc cref="Await{T}"/>
    internal void Await(string name, Task task, CancellationTokenSource abort)
    {
        try
        {
            host.Await(task, abort);
        }
        catch (LuaFault fault)
        {
            throw HttpModule.As(name, fault);
        }
    }

    /// <summary>What scripts have lost may be in the way.</summary>
    private void CollectIf(bool needed)
    {
        if (needed && _held.Count > 0) host.Collect();
    }

    private void Charge(long cost)
    {
        if (host.TryCharge(cost)) return;
        CollectIf(true);
        host.Charge(cost);
    }

    private WsConnection Open(string name, WsAsk ask)
    {
        var abort = new CancellationTokenSource();
        var task = client.Connect(ask, abort.Token);
        try
        {
            return Await(name, task, abort);
        }
        catch (ServiceStopped)
        {
            _ = task.ContinueWith(static late => late.Result.Abort(WsEnd.Aborted), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }
}
