using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Inference.Graphs;

/// <summary>Tensors in a device's memory, and in memory of the processor that the device reads fastest. Set-up only; disposed last.</summary>
internal sealed class DeviceMemory : IDisposable
{
    private readonly OrtMemoryInfo _deviceInfo;
    private readonly OrtMemoryInfo? _pinnedInfo;
    private readonly OrtAllocator _device;
    private readonly OrtAllocator? _pinned;
    private readonly List<OrtValue> _values = [];

    public DeviceMemory(InferenceSession session, ExecutionDeviceOptions options)
    {
        _deviceInfo = ProviderSetup.DeviceMemory(options);
        _device = new OrtAllocator(session, _deviceInfo);
        _pinnedInfo = ProviderSetup.PinnedMemory(options);
        _pinned = _pinnedInfo is null ? null : new OrtAllocator(session, _pinnedInfo);
    }

    /// <summary>A tensor on the device, not filled.</summary>
    public OrtValue OnDevice(Microsoft.ML.OnnxRuntime.Tensors.TensorElementType type, long[] shape) =>
        Keep(OrtValue.CreateAllocatedTensorValue(_device, type, shape));

    /// <summary>A float32 tensor on the host, filled with zeros.</summary>
    public OrtValue OnHost(long[] shape, out Memory<float> memory)
    {
        if (_pinned is null)
        {
            var value = Keep(HostTensor.Create(shape, out memory));
            return value;
        }

        var pinned = Keep(OrtValue.CreateAllocatedTensorValue(_pinned, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, shape));
        memory = new PinnedTensor(pinned).Memory;
        memory.Span.Clear();
        return pinned;
    }

    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
        _values.Clear();
        _pinned?.Dispose();
        _device.Dispose();
        _pinnedInfo?.Dispose();
        _deviceInfo.Dispose();
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }

    /// <summary>Page-locked memory of the driver as managed memory; looks the address up each time, so that it ends with its tensor.</summary>
    private sealed class PinnedTensor(OrtValue value) : MemoryManager<float>
    {
        public override Span<float> GetSpan() => value.GetTensorMutableDataAsSpan<float>();

        public override MemoryHandle Pin(int elementIndex = 0) =>
            throw new NotSupportedException("The memory of a device's host tensor is used through spans.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
