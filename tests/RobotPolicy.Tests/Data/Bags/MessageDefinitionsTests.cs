using System.Reflection;
using RobotPolicy.Data.Bags;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Bags;

public sealed class MessageDefinitionsTests
{
    public static TheoryData<string, string> Messages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var type in typeof(Header).Assembly.GetExportedTypes().Where(type => !type.IsInterface && !type.ContainsGenericParameters).Select(Type).OfType<RosMessageType>())
            {
                if (type.Name.Contains("/msg/", StringComparison.Ordinal))
                    data.Add(type.Name, type.TypeHash!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Find_EveryMessageOfOurs_HasTheDefinitionOfItsTypeHash(string name, string hash)
    {
        var text = MessageDefinitions.Find(name);

        Assert.NotNull(text);
        Assert.Equal(hash, TypeHash.Of(name, text));
    }

    [Fact]
    public void Find_OwnTextFirst_ThenDependenciesDownAndByName()
    {
        var separator = new string('=', 80);

        var text = MessageDefinitions.Find("std_msgs/msg/Float64MultiArray");

        Assert.Equal(
            $"MultiArrayLayout layout\nfloat64[] data\n\n{separator}\nMSG: std_msgs/MultiArrayLayout\nMultiArrayDimension[] dim\nuint32 data_offset\n"
            + $"\n{separator}\nMSG: std_msgs/MultiArrayDimension\nstring label\nuint32 size\nuint32 stride\n",
            text);
    }

    [Fact]
    public void Find_TypeNeededTwice_StandsOnce() =>
        Assert.Single(MessageDefinitions.Find("trajectory_msgs/msg/JointTrajectory")!.Split("MSG: builtin_interfaces/Duration"), part => part.StartsWith('\n'));

    [Theory]
    [InlineData("sensor_msgs/msg/Nothing")]
    [InlineData("sensor_msgs/JointState")]
    [InlineData("sensor_msgs/srv/JointState")]
    [InlineData("../msg/JointState")]
    [InlineData("")]
    public void Find_WhatIsNotKnown_IsNull(string name) => Assert.Null(MessageDefinitions.Find(name));

    [Fact]
    public void All_HaveTheirDependencies() => Assert.All(MessageDefinitions.All(), name => Assert.NotNull(MessageDefinitions.Find(name)));

    // Most messages are ref structs, whose properties reflection does not call; a generic method does.
    private static RosMessageType? Type(Type type) => type.GetInterfaces().Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IRosMessage<>))
        ? (RosMessageType)typeof(MessageDefinitionsTests).GetMethod(nameof(TypeOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!
        : null;

    private static RosMessageType TypeOf<T>()
        where T : IRosMessage<T>, allows ref struct => T.Type;
}
