using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>Certificate authorities to trust besides the system's.</summary>
internal sealed class Authorities
{
    private static Authorities? s_ofProcess;

    private readonly X509Certificate2Collection _roots = [];

    private readonly string _file;

    private Authorities(string file)
    {
        _file = file;
        TlsLibrary.Require();
        try
        {
            _roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Refused(file, e is CryptographicException ? "is no PEM file of certificates" : "cannot be read");
        }
        if (_roots.Count == 0) throw Refused(file, "holds no certificate in PEM");
    }

    /// <summary>Those of luavm_config.ca_file; null: none. Throws <see cref="LuaFault"/> (argument).</summary>
    internal static Authorities? OfProcess
    {
        get
        {
            var file = ServiceCaps.Current.CaFile;
            var known = Volatile.Read(ref s_ofProcess);
            if (file is null || known?._file == file) return file is null ? null : known;
            known = Load(file);
            Volatile.Write(ref s_ofProcess, known);
            return known;
        }
    }

    /// <summary>Null for no file. Throws <see cref="LuaFault"/> (argument).</summary>
    internal static Authorities? Load(string? file) => string.IsNullOrEmpty(file) ? null : new Authorities(file);

    /// <summary>
    /// A chain as it is to be built: nothing is downloaded for it, since a certificate names the addresses to download
    /// from and no policy would be asked.
    /// </summary>
    internal static X509ChainPolicy Policy() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>Whether a certificate that the system does not trust goes back to one of these.</summary>
    internal bool Trust(X509Certificate2 certificate, X509Chain given)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = Policy();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        foreach (var purpose in given.ChainPolicy.ApplicationPolicy) chain.ChainPolicy.ApplicationPolicy.Add(purpose);
        chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        foreach (var element in given.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        var trusted = chain.Build(certificate);
        foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        return trusted;
    }

    private static LuaFault Refused(string file, string why) => new(Status.Argument, $"the file of authorities '{Path.GetFileName(file)}' {why}");
}
