using RobotPolicy.Ros.Naming;

namespace RobotPolicy.Tests.Naming;

public sealed class RosManglingTests
{
    [Theory]
    [InlineData("/a", "rt/a")]
    [InlineData("/joint_states", "rt/joint_states")]
    [InlineData("/rt/a", "rt/rt/a")]
    [InlineData("/a/b/c", "rt/a/b/c")]
    public void Topic_ThereAndBack(string ros, string dds)
    {
        Assert.Equal(dds, RosMangling.ToDdsTopic(ros));
        Assert.True(RosMangling.TryFromDdsTopic(dds, out var back));
        Assert.Equal(ros, back);
    }

    [Theory]
    [InlineData("ros_discovery_info")]
    [InlineData("rt")]
    [InlineData("rta")]
    [InlineData("rt/")]
    [InlineData("rq/sRequest")]
    [InlineData("rt/a//b")]
    [InlineData("")]
    public void TryFromDdsTopic_NoRosTopic_IsFalse(string dds) => Assert.False(RosMangling.TryFromDdsTopic(dds, out _));

    [Theory]
    [InlineData("/s", "rq/sRequest", "rr/sReply")]
    [InlineData("/arm/reset", "rq/arm/resetRequest", "rr/arm/resetReply")]
    public void Service_ThereAndBack(string ros, string request, string reply)
    {
        Assert.Equal(request, RosMangling.ToDdsRequestTopic(ros));
        Assert.Equal(reply, RosMangling.ToDdsReplyTopic(ros));
        Assert.True(RosMangling.TryFromDdsServiceTopic(request, out var back));
        Assert.Equal(ros, back);
        Assert.True(RosMangling.TryFromDdsServiceTopic(reply, out back));
        Assert.Equal(ros, back);
    }

    [Theory]
    [InlineData("rt/s")]
    [InlineData("rq/sReply")]
    [InlineData("rqRequest")]
    [InlineData("rq/Request")]
    [InlineData("rq")]
    public void TryFromDdsServiceTopic_NoService_IsFalse(string dds) => Assert.False(RosMangling.TryFromDdsServiceTopic(dds, out _));

    [Theory]
    [InlineData("sensor_msgs/msg/JointState", "sensor_msgs::msg::dds_::JointState_")]
    [InlineData("std_srvs/srv/Trigger_Request", "std_srvs::srv::dds_::Trigger_Request_")]
    [InlineData("a/action/B", "a::action::dds_::B_")]
    public void Type_ThereAndBack(string ros, string dds)
    {
        Assert.Equal(dds, RosMangling.ToDdsType(ros));
        Assert.True(RosMangling.TryFromDdsType(dds, out var back));
        Assert.Equal(ros, back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("JointState")]
    [InlineData("sensor_msgs/JointState")]
    [InlineData("sensor_msgs/message/JointState")]
    [InlineData("sensor_msgs/msg/")]
    [InlineData("/msg/A")]
    [InlineData("a/msg/B/c")]
    [InlineData("a/msg/B::c")]
    [InlineData("a/msg/9B")]
    public void ToDdsType_Invalid_Throws(string ros) => Assert.Throws<ArgumentException>(() => RosMangling.ToDdsType(ros));

    [Theory]
    [InlineData("sensor_msgs::msg::JointState")]
    [InlineData("sensor_msgs::msg::dds_::JointState")]
    [InlineData("sensor_msgs::msg::other::JointState_")]
    [InlineData("::msg::dds_::A_")]
    [InlineData("a::msg::dds_::_")]
    [InlineData("")]
    public void TryFromDdsType_NoRosType_IsFalse(string dds) => Assert.False(RosMangling.TryFromDdsType(dds, out _));
}
