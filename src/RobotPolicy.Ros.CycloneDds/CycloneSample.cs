using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// A received sample over the native memory that Cyclone DDS put it in. It stays readable after its subscription, and even its whole
/// transport, is disposed: it holds its domain, which is deleted when the last sample is released.
/// </summary>
internal sealed class CycloneSample(SamplePool pool) : RosSample
{
    private DdsSample _native;
    private DdsSampleBytes _bytes;
    private CycloneDomain? _domain;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Cdr => _bytes.Span;

    /// <summary>Takes over one taken sample and its opened bytes; the caller then holds the only reference.</summary>
    internal void Fill(CycloneDomain domain, DdsSample native, DdsSampleBytes bytes, long receiveTimeNs)
    {
        domain.AddReference();
        _domain = domain;
        _native = native;
        _bytes = bytes;
        Arm(native.SourceTimeUnixNs, receiveTimeNs);
    }

    /// <inheritdoc/>
    protected override void Recycle()
    {
        var domain = _domain!;
        var native = _native;
        var bytes = _bytes;
        _domain = null;
        _native = default;
        _bytes = default;
        bytes.Release();
        native.Release();
        pool.Return(this);
        domain.Release();
    }
}
