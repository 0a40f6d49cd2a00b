using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;

namespace RobotPolicy.Tests.Messages;

/// <summary>The fields of each vector, so that two fields swapped in both directions do not go unseen.</summary>
public sealed class MessageValueTests
{
    public static TheoryData<bool> ByteOrders => new(false, true);

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Header_Vector(bool isBigEndian)
    {
        Assert.True(Header.TryDecode(GoldenCdr.Read("header", isBigEndian), out var message, out _));
        AssertHeader(message, 1700000000, 123456789, "base_link");
        Assert.Equal(1700000000_123456789, message.Stamp.ToNs());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Small_Vectors(bool isBigEndian)
    {
        Assert.True(BoolMessage.TryDecode(GoldenCdr.Read("bool", isBigEndian), out var flag, out _));
        Assert.True(flag.Data);
        Assert.True(StringMessage.TryDecode(GoldenCdr.Read("string", isBigEndian), out var text, out _));
        Assert.Equal("grüße", Encoding.UTF8.GetString(text.Data));
        Assert.True(Clock.TryDecode(GoldenCdr.Read("clock", isBigEndian), out var clock, out _));
        Assert.Equal(12_999999999, clock.Time.ToNs());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Float64MultiArray_Vector(bool isBigEndian)
    {
        Assert.True(Float64MultiArray.TryDecode(GoldenCdr.Read("float64_multi_array", isBigEndian), out var message, out _));
        Assert.Equal([new MultiArrayDimension("rows", 2, 6), new MultiArrayDimension("cols", 3, 3)], message.Dimensions.ToArray());
        Assert.Equal(1u, message.DataOffset);
        Assert.Equal([0.5, -1.25, 1e300, 0.0, 3.0], message.Data.ToArray());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void JointState_Vector(bool isBigEndian)
    {
        Assert.True(JointState.TryDecode(GoldenCdr.Read("joint_state", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 1, 2, "");
        Assert.Equal(["a", "bc", "def", "ghij"], message.Name.ToArray());
        Assert.Equal(2, message.Name.IndexOf("def"u8));
        Assert.Equal([0.1, -0.2, 0.3, -0.4], message.Position.ToArray());
        Assert.Equal(-0.4, message.Position[3]);
        Assert.Equal(0, message.Velocity.Length);
        Assert.Equal([1.0, 2.0, 3.0, 4.0], message.Effort.ToArray());
        Assert.Equal(!isBigEndian, message.Position.TryGetSpan(out _));
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void JointJog_Vector(bool isBigEndian)
    {
        Assert.True(JointJog.TryDecode(GoldenCdr.Read("joint_jog", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 18, 19, "");
        Assert.Equal(["waist", "elbow", "j3"], message.JointNames.ToArray());
        Assert.True(message.Displacements.IsEmpty);
        Assert.Equal([0.125, -0.5, 1e-9], message.Velocities.ToArray());
        Assert.Equal(0.02, message.Duration);
    }

    [Fact]
    public void JointJog_LengthsThatDoNotFit_AreRefusedBothWays()
    {
        var message = new JointJog { JointNames = new(["a", "b"]), Velocities = new double[3] };
        Assert.False(message.TryEncode(new byte[200], out _, out var error));
        Assert.Equal((CdrStatus.InconsistentLengths, "velocities", 2L, 3L), (error.Status, error.Field, error.Expected, error.Actual));
        message = new JointJog { JointNames = new(["a", "b"]), Displacements = new double[1] };
        Assert.False(message.TryEncode(new byte[200], out _, out error));
        Assert.Equal("displacements", error.Field);

        // Two names and three velocities, as only another writer would send them.
        byte[] cdr = [0, 1, 0, 0, .. new byte[8], 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 97, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, .. new byte[24], .. new byte[8]];
        Assert.False(JointJog.TryDecode(cdr, out _, out error));
        Assert.Equal((CdrStatus.InconsistentLengths, "velocities"), (error.Status, error.Field));
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Trigger_Vectors(bool isBigEndian)
    {
        Assert.True(EmptyMessage.TryDecode(GoldenCdr.Read("empty", isBigEndian), out _, out _));
        Assert.True(TriggerRequest.TryDecode(GoldenCdr.Read("trigger_request", isBigEndian), out _, out _));
        Assert.True(TriggerResponse.TryDecode(GoldenCdr.Read("trigger_response", isBigEndian), out var response, out _));
        Assert.Equal((true, "stopped; bereit für Neues"), (response.Success, Encoding.UTF8.GetString(response.Message)));
        Assert.Equal("std_srvs/srv/Trigger", TriggerRequest.Service.Name);
        Assert.Equal(("std_srvs/srv/Trigger_Request", "std_srvs/srv/Trigger_Response"), (TriggerRequest.Service.Request.Name, TriggerRequest.Service.Response.Name));
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void ServiceFrame_Vectors(bool isBigEndian)
    {
        Assert.True(ServiceFrame<TriggerRequest>.TryDecode(GoldenCdr.Read("trigger_request_framed", isBigEndian), out var request, out _));
        Assert.Equal(new RosRequestId(0x0102030405060708, 42), request.Id);
        Assert.True(ServiceFrame<TriggerResponse>.TryDecode(GoldenCdr.Read("trigger_response_framed", isBigEndian), out var reply, out _));
        Assert.Equal(new RosRequestId(0xfffefdfcfbfaf9f8, 7), reply.Id);
        Assert.True(reply.Message.Success);
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Image_Vector(bool isBigEndian)
    {
        Assert.True(Image.TryDecode(GoldenCdr.Read("image", isBigEndian), out var message, out _));
        AssertHeader(message.Header, -1, 0, "cam");
        Assert.Equal((2u, 3u, 10u), (message.Height, message.Width, message.Step));
        Assert.Equal(ImageEncoding.Rgb8, message.Encoding);
        Assert.False(message.IsBigEndian);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (byte)i), message.Data.ToArray());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void CompressedImage_Vector(bool isBigEndian)
    {
        Assert.True(CompressedImage.TryDecode(GoldenCdr.Read("compressed_image", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 5, 6, "camera_front_optical_frame");
        Assert.Equal("rgb8; jpeg compressed bgr8", Encoding.UTF8.GetString(message.Format));
        Assert.Equal([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9, 0x01], message.Data.ToArray());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void JointTrajectory_Vector(bool isBigEndian)
    {
        Assert.True(JointTrajectory.TryDecode(GoldenCdr.Read("joint_trajectory", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 0, 0, "");
        Assert.Equal(["shoulder", "elbow"], message.JointNames.ToArray());
        Assert.Equal(2, message.Points.Count);
        var points = message.Points.GetEnumerator();
        Assert.True(points.MoveNext());
        Assert.Equal([0.25, 0.5], points.Current.Positions.ToArray());
        Assert.True(points.Current.Velocities.IsEmpty && points.Current.Accelerations.IsEmpty && points.Current.Effort.IsEmpty);
        Assert.Equal(50_000_000, points.Current.TimeFromStart.ToNs());
        Assert.True(points.MoveNext());
        Assert.Equal([0.75, 1.0], points.Current.Positions.ToArray());
        Assert.Equal([5.0, 6.0], points.Current.Velocities.ToArray());
        Assert.Equal([7.0, 8.0], points.Current.Accelerations.ToArray());
        Assert.Equal([9.0, 10.0], points.Current.Effort.ToArray());
        Assert.Equal(1_100_000_000, points.Current.TimeFromStart.ToNs());
        Assert.False(points.MoveNext());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Joy_Vector(bool isBigEndian)
    {
        Assert.True(Joy.TryDecode(GoldenCdr.Read("joy", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 3, 4, "joy");
        Assert.Equal([0f, -1f, 0.5f], message.Axes.ToArray());
        Assert.Equal([0, 1, int.MinValue], message.Buttons.ToArray());
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void PoseAndTwist_Vectors(bool isBigEndian)
    {
        Assert.True(PoseStamped.TryDecode(GoldenCdr.Read("pose_stamped", isBigEndian), out var pose, out _));
        AssertHeader(pose.Header, 8, 9, "world");
        Assert.Equal(new RosVector3(1, 2, 3), pose.Position);
        Assert.Equal(new RosQuaternion(0, 0, Math.Sqrt(0.5), Math.Sqrt(0.5)).W, pose.Orientation.W, 12);
        Assert.Equal(0, pose.Orientation.X);
        Assert.True(TwistStamped.TryDecode(GoldenCdr.Read("twist_stamped", isBigEndian), out var twist, out _));
        AssertHeader(twist.Header, 8, 9, "tool0");
        Assert.Equal(new RosVector3(0.1, 0.2, 0.3), twist.Linear);
        Assert.Equal(new RosVector3(-0.1, -0.2, -0.3), twist.Angular);
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void CameraInfo_Vector(bool isBigEndian)
    {
        Assert.True(CameraInfo.TryDecode(GoldenCdr.Read("camera_info", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 10, 11, "front");
        Assert.Equal((240u, 320u), (message.Height, message.Width));
        Assert.Equal("plumb_bob", Encoding.UTF8.GetString(message.DistortionModel));
        Assert.Equal([0.1, -0.2, 0.001, 0.002, 0.0], message.D.ToArray());
        Assert.Equal([300.0, 0, 160, 0, 301, 120, 0, 0, 1], message.K.ToArray());
        Assert.Equal([1.0, 0, 0, 0, 1, 0, 0, 0, 1], message.R.ToArray());
        Assert.Equal([300.0, 0, 160, 0.5, 0, 301, 120, 0, 0, 0, 1, 0], message.P.ToArray());
        Assert.Equal((1u, 2u), (message.BinningX, message.BinningY));
        Assert.Equal(new RegionOfInterest(3, 4, 5, 6, true), message.Roi);
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void PointCloud2_Vector(bool isBigEndian)
    {
        Assert.True(PointCloud2.TryDecode(GoldenCdr.Read("point_cloud2", isBigEndian), out var message, out _));
        AssertHeader(message.Header, 12, 13, "lidar");
        Assert.Equal((2u, 2u, 12u, 25u), (message.Height, message.Width, message.PointStep, message.RowStep));
        Assert.Equal(
            [
                new PointField("x", 0, PointFieldDatatype.Float32, 1),
                new PointField("y", 4, PointFieldDatatype.Float32, 1),
                new PointField("zz", 8, PointFieldDatatype.Float32, 1),
            ],
            message.Fields.ToArray());
        Assert.Equal(50, message.Data.Length);
        Assert.False(message.IsBigEndian);
        Assert.True(message.IsDense);
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void DiagnosticArray_Vector(bool isBigEndian)
    {
        Assert.True(DiagnosticArray.TryDecode(GoldenCdr.Read("diagnostic_array", isBigEndian), out var message, out _));
        Assert.Equal(new RosTime(14, 15), message.Stamp);
        Assert.Equal(2, message.Status.Count);
        Assert.Equal(
            (DiagnosticLevel.Warn, "robot_policy: control", "late", "arm-1"),
            (message.Status[0].Level, message.Status[0].Name, message.Status[0].Message, message.Status[0].HardwareId));
        Assert.Equal([new DiagnosticValue("rate", "99.5"), new DiagnosticValue("holds", "")], message.Status[0].Values);
        Assert.Equal((DiagnosticLevel.Stale, "cam", 0), (message.Status[1].Level, message.Status[1].Name, message.Status[1].Values.Count));
    }

    [Theory]
    [MemberData(nameof(ByteOrders))]
    public void Log_Vector(bool isBigEndian)
    {
        Assert.True(Log.TryDecode(GoldenCdr.Read("log", isBigEndian), out var message, out _));
        Assert.Equal(new RosTime(16, 17), message.Stamp);
        Assert.Equal(40, message.Level);
        Assert.Equal("robot_policy", Encoding.UTF8.GetString(message.Name));
        Assert.Equal("hold: stale camera", Encoding.UTF8.GetString(message.Message));
        Assert.Equal("ControlLoop.cs", Encoding.UTF8.GetString(message.File));
        Assert.Equal("Tick", Encoding.UTF8.GetString(message.Function));
        Assert.Equal(123u, message.Line);
    }

    [Theory]
    [InlineData("participant_entities_info", false, 16)]
    [InlineData("participant_entities_info", true, 16)]
    [InlineData("participant_entities_info_humble", false, 24)]
    [InlineData("participant_entities_info_humble", true, 24)]
    public void ParticipantEntitiesInfo_VectorOfEitherGidSize(string name, bool isBigEndian, int gidSize)
    {
        Assert.True(ParticipantEntitiesInfo.TryDecodeAnyGidSize(GoldenCdr.Read(name, isBigEndian), out var message, out _));
        Assert.Equal(gidSize, message.GidSize);
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", message.Gid.ToString());
        Assert.Equal(2, message.Nodes.Count);
        Assert.Equal(("/", "policy"), (message.Nodes[0].NodeNamespace, message.Nodes[0].NodeName));
        Assert.Equal(
            ["202122232425262728292a2b2c2d2e2f", "404142434445464748494a4b4c4d4e4f"],
            message.Nodes[0].ReaderGids.Select(gid => gid.ToString()));
        Assert.Equal("606162636465666768696a6b6c6d6e6f", Assert.Single(message.Nodes[0].WriterGids).ToString());
        Assert.Equal(("/robots/left", "io"), (message.Nodes[1].NodeNamespace, message.Nodes[1].NodeName));
        Assert.Empty(message.Nodes[1].ReaderGids);
    }

    [Fact]
    public void ParticipantEntitiesInfo_HumbleWithoutNodes_IsNotTakenForSixteenBytes()
    {
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(new ParticipantEntitiesInfo(default, [], ParticipantEntitiesInfo.HumbleGidSize), out _));

        Assert.True(ParticipantEntitiesInfo.TryDecodeAnyGidSize(buffer.Cdr, out var message, out _));
        Assert.Equal(ParticipantEntitiesInfo.HumbleGidSize, message.GidSize);
        Assert.False(ParticipantEntitiesInfo.TryDecode(buffer.Cdr, out var misread, out var error));
        Assert.Null(misread);
        Assert.Equal(CdrStatus.TrailingBytes, error.Status);
    }

    [Fact]
    public void ParticipantEntitiesInfo_NameOver256Bytes_IsRefusedBothWays()
    {
        var message = new ParticipantEntitiesInfo(default, [new NodeEntitiesInfo("/", new string('n', 257), [], [])]);
        Assert.False(message.TryEncode(new byte[1000], out _, out var error));
        Assert.Equal(new CdrError(CdrStatus.LimitExceeded, "node_entities_info_seq[].node_name", error.Offset, 256, 257), error);
    }

    [Fact]
    public void DiagnosticArray_MoreValuesThanTheLimit_AreNotAllocated()
    {
        var values = new DiagnosticValue[DiagnosticArray.MaxValueCount / 2 + 1];
        Array.Fill(values, new DiagnosticValue("", ""));
        var status = new DiagnosticStatus(DiagnosticLevel.Ok, "", "", "", values);
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(new DiagnosticArray(default, "", [status, status]), out _));

        Assert.False(DiagnosticArray.TryDecode(buffer.Cdr, out var none, out var error));
        Assert.Null(none);
        Assert.Equal(
            (CdrStatus.LimitExceeded, "status[].values", DiagnosticArray.MaxValueCount - values.Length, values.Length),
            (error.Status, error.Field, error.Expected, error.Actual));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public void BoolMessage_NeitherZeroNorOne_IsRefused(byte value)
    {
        Assert.False(BoolMessage.TryDecode([0, 1, 0, 0, value], out _, out var error));
        Assert.Equal(new CdrError(CdrStatus.InvalidValue, "data", 5, 1, value), error);
    }

    [Fact]
    public void RosTime_NanosecondsOfASecond_AreRefusedBothWays()
    {
        Assert.False(new Clock(new RosTime(0, 1_000_000_000)).TryEncode(new byte[20], out _, out var error));
        Assert.Equal(CdrStatus.InvalidValue, error.Status);
        Assert.False(Clock.TryDecode([0, 1, 0, 0, 0, 0, 0, 0, 0x00, 0xca, 0x9a, 0x3b], out _, out error));
        Assert.Equal("clock: invalid value at byte 12: expected at most 999999999, actual 1000000000", error.ToString());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(-1, -1, 999_999_999)]
    [InlineData(-1_000_000_000, -1, 0)]
    [InlineData(1_500_000_000, 1, 500_000_000)]
    [InlineData(long.MaxValue, int.MaxValue, 999_999_999)]
    [InlineData(long.MinValue, int.MinValue, 0)]
    public void RosTime_FromNs_SplitsAndSaturates(long ns, int sec, uint nanosec)
    {
        Assert.Equal(new RosTime(sec, nanosec), RosTime.FromNs(ns));
        Assert.Equal(new RosDuration(sec, nanosec), RosDuration.FromNs(ns));
        if (Math.Abs(ns / 2) < long.MaxValue / 2)
            Assert.Equal(ns, RosDuration.FromNs(ns).ToNs());
    }

    private static void AssertHeader(Header header, int sec, uint nanosec, string frame)
    {
        Assert.Equal(new RosTime(sec, nanosec), header.Stamp);
        Assert.Equal(frame, Encoding.UTF8.GetString(header.FrameId));
    }
}
