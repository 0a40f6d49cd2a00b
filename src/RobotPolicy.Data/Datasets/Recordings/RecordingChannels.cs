using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>The topics of a recording that is made of a dataset, and their messages.</summary>
internal sealed class RecordingChannels
{
    private const string TypeHashKey = "topic_type_hash";

    private readonly McapWriter _writer;
    private readonly DatasetImportOptions _options;
    private readonly Dictionary<string, ushort> _schemas = [];
    private readonly CdrBuffer _buffer = new();
    private readonly string[] _joints;
    private readonly byte[][] _frames;
    private readonly long[] _timeFromStart;
    private readonly ushort _states;
    private readonly ushort _commands;
    private readonly ushort[] _pictures;

    public RecordingChannels(McapWriter writer, DatasetImportOptions options)
    {
        _writer = writer;
        _options = options;
        _joints = [.. options.JointNames];
        _timeFromStart = [(long)options.TimeFromStart.TotalNanoseconds];
        _pictures = [.. options.Cameras.Select(camera => Channel(camera.Topic, camera.Compressed ? CompressedImage.Type : Image.Type, QosProfile.SensorData))];
        _frames = [.. options.Cameras.Select(camera => System.Text.Encoding.UTF8.GetBytes($"{DatasetImportOptions.ShortName(camera.Key)}_optical_frame"))];
        _states = Channel(options.JointStatesTopic, JointState.Type, QosProfile.SensorData);
        _commands = Channel(options.CommandTopic, options.CommandsAreTrajectories ? JointTrajectory.Type : Float64MultiArray.Type, QosProfile.Command);
    }

    public void WriteState(long time, double[] positions) =>
        Write(_states, time, new JointState { Header = HeaderOf(time, default), Name = _joints, Position = positions });

    public void WriteCommand(long time, double[] positions)
    {
        if (_options.CommandsAreTrajectories)
            Write(_commands, time, new JointTrajectory { JointNames = _joints, Points = new JointTrajectoryPoints(_joints.Length, _timeFromStart, positions) });
        else
            Write(_commands, time, new Float64MultiArray { Data = positions });
    }

    /// <summary>Writes a picture.</summary>
    /// <param name="camera">Its number in the options.</param>
    /// <param name="time">Nanoseconds.</param>
    /// <param name="width">Pixels in a row; unused for JPEG.</param>
    /// <param name="height">Rows; unused for JPEG.</param>
    /// <param name="data">RGB24 or JPEG, as the options say.</param>
    public void WritePicture(int camera, long time, int width, int height, ReadOnlySpan<byte> data)
    {
        if (_options.Cameras[camera].Compressed)
        {
            Write(_pictures[camera], time, new CompressedImage { Header = HeaderOf(time, _frames[camera]), Format = "jpeg"u8, Data = data });
            return;
        }

        Write(_pictures[camera], time, new Image
        {
            Header = HeaderOf(time, _frames[camera]),
            Width = (uint)width,
            Height = (uint)height,
            EncodingName = "rgb8"u8,
            Step = (uint)width * 3,
            Data = data,
        });
    }

    private static Header HeaderOf(long time, ReadOnlySpan<byte> frame) => new() { Stamp = RosTime.FromNs(time), FrameId = frame };

    private ushort Channel(string topic, RosMessageType type, QosProfile qos)
    {
        if (!_schemas.TryGetValue(type.Name, out var schema))
        {
            var definition = MessageDefinitions.Find(type.Name) ?? throw new InvalidOperationException($"There is no definition of {type.Name}.");
            _schemas.Add(type.Name, schema = _writer.AddSchema(type.Name, MessageDefinitions.Encoding, System.Text.Encoding.UTF8.GetBytes(definition)));
        }

        return _writer.AddChannel(schema, topic, "cdr", new OrderedDictionary<string, string>
        {
            [QosYaml.MetadataKey] = QosYaml.Write([qos]),
            [TypeHashKey] = type.TypeHash ?? "",
        });
    }

    private void Write<T>(ushort channel, long time, scoped in T message)
        where T : IRosMessage<T>, allows ref struct
    {
        if (!_buffer.TryEncode(message, out var error))
            throw new InvalidOperationException($"A message cannot be encoded: {error}.");
        _writer.WriteMessage(channel, 0, (ulong)time, (ulong)time, _buffer.Cdr);
    }
}
