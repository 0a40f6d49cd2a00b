using System.Runtime.InteropServices;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>
/// The service's way from cameras' messages to tensors: receiver, slot, preprocessor. Each camera's messages take turns, more of them
/// than the slot keeps, so that none lies in a small cache since its last turn; the tensors are the same each time, as a graph's
/// input is.
/// </summary>
internal sealed class ReceiveRig : IDisposable
{
    private const int CacheLineBytes = 64;
    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly ReceivedSample[][] _samples;
    private readonly CameraSlot[] _slots;
    private readonly CameraReceiver[] _receivers;
    private readonly ImagePreprocessor _images = new();
    private readonly ImageTensorSpec _spec;
    private readonly Memory<float>[] _tensors;
    private int _turn;

    /// <summary>Creates the way.</summary>
    /// <param name="messages">CDR of the messages of each camera.</param>
    /// <param name="compressed">Whether they are compressed pictures.</param>
    /// <param name="spec">The tensor of each camera.</param>
    public ReceiveRig(byte[][][] messages, bool compressed, ImageTensorSpec spec)
    {
        _spec = spec;
        _samples = [.. messages.Select(camera => camera.Select(cdr => new ReceivedSample(cdr)).ToArray())];
        _slots = [.. messages.Select((_, i) => new CameraSlot($"camera{i}", StampLimits.Default))];
        _receivers =
        [
            .. _slots.Select(slot => new CameraReceiver(
                slot,
                new CameraDescription { Name = slot.Name, Topic = $"/{slot.Name}", Compressed = compressed, Timeout = TimeSpan.FromSeconds(1) },
                new StampClock(_clock, TimeProvider.System),
                StampSource.Reception)),
        ];
        _tensors = [.. messages.Select(_ => Tensor(spec.Length))];
    }

    /// <summary>Receives the next picture of each camera and makes their tensors.</summary>
    public void Step()
    {
        for (var camera = 0; camera < _samples.Length; camera++)
        {
            var sample = _samples[camera][_turn];
            sample.Arrive(_clock.NowNs);
            _receivers[camera].OnSample(sample);
            sample.Release();
        }

        for (var camera = 0; camera < _slots.Length; camera++)
        {
            if (!_slots[camera].TryTakeNearest(_slots[camera].NewestStampNs, out var frame))
                throw new InvalidOperationException($"No picture was taken in: {_slots[camera].LastFault}.");
            var status = _images.Convert(frame!, _spec, _tensors[camera].Span);
            frame!.Release();
            if (status != ImageStatus.Ok)
                throw new InvalidOperationException($"A picture was rejected: {status}; {_images.InstallationError}");
        }

        _turn = (_turn + 1) % _samples[0].Length;
    }

    /// <summary>Times a step again and again.</summary>
    /// <returns>Microseconds of a step, and the bytes that all of them allocated.</returns>
    public static (double Median, double P99, double Bytes) Measure(Action step, int warmUps, int calls)
    {
        for (var i = 0; i < warmUps; i++)
            step();
        var durations = new double[calls];
        var scale = 1e6 / TimeProvider.System.TimestampFrequency;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            step();
            durations[i] = (TimeProvider.System.GetTimestamp() - start) * scale;
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (Statistics.Median(durations), Statistics.Percentile(durations, 0.99), bytes);
    }

    /// <summary>At the beginning of a cache line, as those of graphs are.</summary>
    private static Memory<float> Tensor(int length)
    {
        var array = GC.AllocateUninitializedArray<float>(length + (CacheLineBytes / sizeof(float)), pinned: true);
        var beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % CacheLineBytes);
        return array.AsMemory((CacheLineBytes - beyond) % CacheLineBytes / sizeof(float), length);
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
            slot.Dispose();
        _images.Dispose();
    }
}
