using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Messages;

/// <summary>One message type without its type parameter, so that a test can run over all of them.</summary>
internal sealed class MessageCodec
{
    private delegate CdrError DecodeFunction(ReadOnlySpan<byte> cdr);

    private delegate int ReencodeFunction(ReadOnlySpan<byte> cdr, Span<byte> destination, out CdrError error);

    private readonly DecodeFunction _decode;
    private readonly ReencodeFunction _reencode;

    private MessageCodec(string golden, RosMessageType type, bool allocates, DecodeFunction decode, ReencodeFunction reencode)
    {
        Golden = golden;
        Type = type;
        Allocates = allocates;
        _decode = decode;
        _reencode = reencode;
    }

    public static IReadOnlyList<MessageCodec> All { get; } =
    [
        Of<Header>("header"),
        Of<BoolMessage>("bool"),
        Of<StringMessage>("string"),
        Of<Clock>("clock"),
        Of<Float64MultiArray>("float64_multi_array"),
        Of<JointState>("joint_state"),
        Of<Image>("image"),
        Of<CompressedImage>("compressed_image"),
        Of<JointTrajectory>("joint_trajectory"),
        Of<Joy>("joy"),
        Of<PoseStamped>("pose_stamped"),
        Of<TwistStamped>("twist_stamped"),
        Of<CameraInfo>("camera_info"),
        Of<PointCloud2>("point_cloud2"),
        Of<DiagnosticArray>("diagnostic_array", allocates: true),
        Of<Log>("log"),
        Of<EmptyMessage>("empty"),
        Of<JointJog>("joint_jog"),
        Of<TriggerRequest>("trigger_request"),
        Of<TriggerResponse>("trigger_response"),
        Of<ServiceFrame<TriggerRequest>>("trigger_request_framed"),
        Of<ServiceFrame<TriggerResponse>>("trigger_response_framed"),
        Of<ParticipantEntitiesInfo>("participant_entities_info", allocates: true),
        new MessageCodec(
            "participant_entities_info_humble",
            ParticipantEntitiesInfo.Type,
            allocates: true,
            cdr =>
            {
                ParticipantEntitiesInfo.TryDecodeAnyGidSize(cdr, out _, out var error);
                return error;
            },
            (ReadOnlySpan<byte> cdr, Span<byte> destination, out CdrError error) =>
            {
                var written = 0;
                if (ParticipantEntitiesInfo.TryDecodeAnyGidSize(cdr, out var message, out error))
                    message.TryEncode(destination, out written, out error);
                return written;
            }),
    ];

    public static TheoryData<string> Names => new(All.Select(codec => codec.Golden));

    public static TheoryData<string> NamesWithoutAllocation => new(All.Where(codec => !codec.Allocates).Select(codec => codec.Golden));

    public string Golden { get; }

    public RosMessageType Type { get; }

    public bool Allocates { get; }

    public static MessageCodec Find(string golden) => All.Single(codec => codec.Golden == golden);

    public CdrError Decode(ReadOnlySpan<byte> cdr) => _decode(cdr);

    public int Reencode(ReadOnlySpan<byte> cdr, Span<byte> destination, out CdrError error) => _reencode(cdr, destination, out error);

    private static MessageCodec Of<T>(string golden, bool allocates = false)
        where T : IRosMessage<T>, allows ref struct => new(
            golden,
            T.Type,
            allocates,
            cdr =>
            {
                RosMessageExtensions.TryDecode<T>(cdr, out _, out var error);
                return error;
            },
            (ReadOnlySpan<byte> cdr, Span<byte> destination, out CdrError error) =>
            {
                var written = 0;
                if (RosMessageExtensions.TryDecode<T>(cdr, out var message, out error))
                    message.TryEncode(destination, out written, out error);
                return written;
            });
}
