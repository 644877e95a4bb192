namespace LuaVm.Core.Services;

/// <summary>What a policy gives the VMs made with it: modules of functions. One object serves many VMs.</summary>
public interface IService
{
    /// <summary>Adds the functions that scripts of a new VM see (<see cref="ServiceHost.Function"/>).</summary>
    void Attach(ServiceHost host);
}
