using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>Keeps the bytes of the samples of one topic.</summary>
internal sealed class Inbox : IRosSampleHandler
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _messages = [];

    public byte[][] Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _messages.Count;
        }
    }

    public byte[] Last
    {
        get
        {
            lock (_gate)
                return _messages[^1];
        }
    }

    public void OnSample(RosSample sample)
    {
        lock (_gate)
            _messages.Add(sample.Cdr.ToArray());
    }

    /// <summary>Positions and stamp of a joint state.</summary>
    public static (long StampNs, string[] Names, double[] Positions) Joints(byte[] cdr)
    {
        Assert.True(JointState.TryDecode(cdr, out var message, out var error), error.ToString());
        return (message.Header.Stamp.ToNs(), message.Name.ToArray(), message.Position.ToArray());
    }

    /// <summary>Stamp and pixels of an image.</summary>
    public static (long StampNs, byte[] Pixels) Image(byte[] cdr)
    {
        Assert.True(RobotPolicy.Ros.Messages.Image.TryDecode(cdr, out var message, out var error), error.ToString());
        Assert.Equal((320u, 240u, ImageEncoding.Rgb8), (message.Width, message.Height, message.Encoding));
        return (message.Header.Stamp.ToNs(), message.Data.ToArray());
    }

    /// <summary>Labelled values.</summary>
    public static Dictionary<string, double> Truth(byte[] cdr)
    {
        Assert.True(Float64MultiArray.TryDecode(cdr, out var message, out var error), error.ToString());
        return message.Dimensions.ToArray().Select(dimension => dimension.Label).Zip(message.Data.ToArray()).ToDictionary();
    }
}
