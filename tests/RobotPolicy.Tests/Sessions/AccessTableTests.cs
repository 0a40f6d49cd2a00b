using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;
using RobotPolicy.Tests.Architecture;

namespace RobotPolicy.Tests.Sessions;

/// <summary>The access table against the descriptors and against what the proto files promise in their comments.</summary>
public sealed partial class AccessTableTests
{
    private static readonly FileDescriptor[] Files =
        [.. typeof(SessionsReflection).Assembly.GetTypes()
            .Where(type => type.Namespace == "RobotPolicy.Api.V1" && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)];

    private static IEnumerable<MethodDescriptor> AllMethods => Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    [Fact]
    public void EveryMethodOfEveryService_StandsInTheTable_AndNoOtherOfOurs()
    {
        var declared = AllMethods.Select(PathOf).Order().ToArray();

        Assert.True(declared.Length > 30);
        Assert.Equal(declared, AccessTable.Methods.Where(method => method.StartsWith("/robotpolicy.", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void EveryRule_SaysWhatTheProtoFilesSay()
    {
        foreach (var method in AllMethods)
        {
            var comment = CommentOf(method);
            var rule = AccessTable.Find(PathOf(method))!.Value;
            var said = RoleWord().Matches(comment).Select(match => match.Value).ToArray();

            Assert.True(said.Length > 0, $"{PathOf(method)}: the comment names no role");
            var lowest = said.Contains("VIEWER") ? Role.Viewer : said.Contains("OPERATOR") ? Role.Operator : Role.Supervisor;
            Assert.True(rule.MinRole == lowest, $"{PathOf(method)}: {rule.MinRole} in the table, {lowest} in the comment");
            var need = !comment.Contains("OPERATOR with the lease", StringComparison.Ordinal) ? LeaseNeed.None
                : said.Contains("SUPERVISOR") ? LeaseNeed.RequiredBelowSupervisor
                : LeaseNeed.Required;
            Assert.True(rule.Lease == need, $"{PathOf(method)}: {rule.Lease} in the table, {need} in the comment");
        }
    }

    [Theory]
    [InlineData("/grpc.health.v1.Health/Check", Role.Unspecified)]
    [InlineData("/grpc.health.v1.Health/Watch", Role.Viewer)]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Role.Viewer)]
    public void HealthAndReflection_NeedNoLease(string method, Role role) =>
        Assert.Equal(new AccessRule(role, LeaseNeed.None), AccessTable.Find(method));

    [Fact]
    public void AnUnknownMethod_HasNoRule() => Assert.Null(AccessTable.Find("/robotpolicy.v1.SessionService/Whoami"));

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private static string CommentOf(MethodDescriptor method)
    {
        var lines = File.ReadAllLines(Path.Combine(ProjectFiles.Root, "proto", method.File.Name));
        var inService = Array.FindIndex(lines, line => line.StartsWith($"service {method.Service.Name} ", StringComparison.Ordinal));
        var at = Array.FindIndex(lines, inService, line => line.TrimStart().StartsWith($"rpc {method.Name}(", StringComparison.Ordinal));
        Assert.True(at > 0, $"{PathOf(method)} is not in its file");
        return string.Join(' ', lines[..at].Reverse().TakeWhile(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal)).Reverse()
            .Select(line => line.Trim().TrimStart('/').Trim()));
    }

    [GeneratedRegex(@"\b(VIEWER|OPERATOR|SUPERVISOR)\b")]
    private static partial Regex RoleWord();
}
