using RobotPolicy.Ros.Naming;

namespace RobotPolicy.Tests.Naming;

public sealed class RosNameTests
{
    [Theory]
    [InlineData("/a")]
    [InlineData("/joint_states")]
    [InlineData("/camera/front/image_raw")]
    [InlineData("/_hidden/_token")]
    [InlineData("/a9/B_0")]
    public void IsValid_Valid_IsTrue(string name)
    {
        Assert.True(RosName.IsValid(name, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(null, "expected a name, actual nothing.")]
    [InlineData("", "expected a name, actual nothing.")]
    [InlineData("a/b", "expected an absolute name, which starts with '/'.")]
    [InlineData("~/a", "expected an absolute name, which starts with '/'.")]
    [InlineData("/", "expected no '/' at the end.")]
    [InlineData("/a/", "expected no '/' at the end.")]
    [InlineData("//a", "expected a token between the slashes at index 0.")]
    [InlineData("/a//b", "expected a token between the slashes at index 2.")]
    [InlineData("/1a", "expected no digit at the start of a token, actual '1' at index 1.")]
    [InlineData("/a/2", "expected no digit at the start of a token, actual '2' at index 3.")]
    [InlineData("/a-b", "expected ASCII letters, digits, '_' and '/', actual U+002D at index 2.")]
    [InlineData("/a b", "expected ASCII letters, digits, '_' and '/', actual U+0020 at index 2.")]
    [InlineData("/é", "expected ASCII letters, digits, '_' and '/', actual U+00E9 at index 1.")]
    [InlineData("/a\0", "expected ASCII letters, digits, '_' and '/', actual U+0000 at index 2.")]
    [InlineData("/{node}", "expected ASCII letters, digits, '_' and '/', actual U+007B at index 1.")]
    public void IsValid_Invalid_SaysWhy(string? name, string expected)
    {
        Assert.False(RosName.IsValid(name, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void IsValid_LongestName_MangledFitsDds()
    {
        var longest = "/" + new string('a', RosName.MaxLength - 1);
        Assert.True(RosName.IsValid(longest, out _));
        Assert.Equal(256, RosMangling.ToDdsRequestTopic(longest).Length);
        Assert.False(RosName.IsValid(longest + "a", out var problem));
        Assert.Equal("expected at most 247 characters, actual 248.", problem);
    }

    [Fact]
    public void ThrowIfInvalid_NamesNameAndReason()
    {
        var error = Assert.Throws<ArgumentException>(() => RosName.ThrowIfInvalid("/a b", "topic"));
        Assert.Equal("topic", error.ParamName);
        Assert.StartsWith("Invalid ROS name '/a b': expected ASCII letters", error.Message);
    }

    [Theory]
    [InlineData("/robot_policy", "/", "robot_policy")]
    [InlineData("/robots/left/policy", "/robots/left", "policy")]
    public void SplitNode_Valid_GivesNamespaceAndName(string node, string expectedNamespace, string expectedName) =>
        Assert.Equal((expectedNamespace, expectedName), RosName.SplitNode(node));
}
