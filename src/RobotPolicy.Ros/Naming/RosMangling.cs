using System.Diagnostics.CodeAnalysis;

namespace RobotPolicy.Ros.Naming;

/// <summary>
/// How ROS names become DDS names and back: topics and types as every ROS 2 middleware does it (ros2/design, article 140),
/// services as rmw_cyclonedds does it.
/// </summary>
public static class RosMangling
{
    private const string TopicPrefix = "rt";
    private const string RequestPrefix = "rq";
    private const string RequestSuffix = "Request";
    private const string ReplyPrefix = "rr";
    private const string ReplySuffix = "Reply";

    /// <summary>DDS topic of a ROS topic: <c>/a/b</c> becomes <c>rt/a/b</c>. An invalid name throws <see cref="ArgumentException"/>.</summary>
    /// <param name="topic">Absolute ROS name.</param>
    public static string ToDdsTopic(string topic)
    {
        RosName.ThrowIfInvalid(topic, nameof(topic));
        return TopicPrefix + topic;
    }

    /// <summary>ROS topic of a DDS topic.</summary>
    /// <param name="ddsTopic">DDS name, such as <c>rt/a/b</c>.</param>
    /// <param name="topic">ROS name, such as <c>/a/b</c>.</param>
    /// <returns><see langword="false"/> for what is no ROS topic, such as a service's topic or one of another application.</returns>
    public static bool TryFromDdsTopic(string ddsTopic, [NotNullWhen(true)] out string? topic) =>
        TryStrip(ddsTopic, TopicPrefix, string.Empty, out topic);

    /// <summary>DDS topic of a service's requests: <c>/s</c> becomes <c>rq/sRequest</c>. An invalid name throws <see cref="ArgumentException"/>.</summary>
    /// <param name="service">Absolute ROS name.</param>
    public static string ToDdsRequestTopic(string service)
    {
        RosName.ThrowIfInvalid(service, nameof(service));
        return RequestPrefix + service + RequestSuffix;
    }

    /// <summary>DDS topic of a service's replies: <c>/s</c> becomes <c>rr/sReply</c>. An invalid name throws <see cref="ArgumentException"/>.</summary>
    /// <param name="service">Absolute ROS name.</param>
    public static string ToDdsReplyTopic(string service)
    {
        RosName.ThrowIfInvalid(service, nameof(service));
        return ReplyPrefix + service + ReplySuffix;
    }

    /// <summary>Service of a DDS topic of requests or replies.</summary>
    /// <param name="ddsTopic">DDS name, such as <c>rq/sRequest</c>.</param>
    /// <param name="service">ROS name, such as <c>/s</c>.</param>
    /// <returns><see langword="false"/> for what is no service's topic.</returns>
    public static bool TryFromDdsServiceTopic(string ddsTopic, [NotNullWhen(true)] out string? service) =>
        TryStrip(ddsTopic, RequestPrefix, RequestSuffix, out service) || TryStrip(ddsTopic, ReplyPrefix, ReplySuffix, out service);

    /// <summary>
    /// DDS type of a ROS type: <c>pkg/msg/T</c> becomes <c>pkg::msg::dds_::T_</c>. A service's halves are types of their own:
    /// <c>pkg/srv/T_Request</c>. An invalid name throws <see cref="ArgumentException"/>.
    /// </summary>
    /// <param name="typeName">ROS name of three tokens.</param>
    public static string ToDdsType(string typeName)
    {
        var parts = typeName.Split('/');
        if (parts.Length != 3 || !Array.TrueForAll(parts, part => RosName.IsToken(part)) || parts[1] is not ("msg" or "srv" or "action"))
            throw new ArgumentException($"Invalid ROS type '{typeName}': expected 'package/msg/Type', 'package/srv/Type' or 'package/action/Type'.", nameof(typeName));
        return $"{parts[0]}::{parts[1]}::dds_::{parts[2]}_";
    }

    /// <summary>ROS type of a DDS type.</summary>
    /// <param name="ddsType">DDS name, such as <c>sensor_msgs::msg::dds_::Image_</c>.</param>
    /// <param name="typeName">ROS name, such as <c>sensor_msgs/msg/Image</c>.</param>
    /// <returns><see langword="false"/> for what is no ROS type.</returns>
    public static bool TryFromDdsType(string ddsType, [NotNullWhen(true)] out string? typeName)
    {
        typeName = null;
        var parts = ddsType.Split("::");
        if (parts.Length != 4 || parts[2] != "dds_" || parts[3] is not [.. var name, '_'])
            return false;
        if (!RosName.IsToken(parts[0]) || parts[1] is not ("msg" or "srv" or "action") || !RosName.IsToken(name))
            return false;
        typeName = $"{parts[0]}/{parts[1]}/{name}";
        return true;
    }

    private static bool TryStrip(string ddsTopic, string prefix, string suffix, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!ddsTopic.StartsWith(prefix, StringComparison.Ordinal) || !ddsTopic.EndsWith(suffix, StringComparison.Ordinal))
            return false;
        if (ddsTopic.Length < prefix.Length + suffix.Length)
            return false;
        var stripped = ddsTopic[prefix.Length..^suffix.Length];
        if (!RosName.IsValid(stripped, out _))
            return false;
        name = stripped;
        return true;
    }
}
