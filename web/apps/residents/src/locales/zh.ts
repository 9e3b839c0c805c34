/** Plain words, one slice a line. A legal term is followed by what it means, once. */
export default {
  shell: {
    name: '板凳', skip: '跳到正文', reading: '阅读', large: '大字', usual: '标准字', other_language: 'English', hotline: '公共法律服务热线', call: '打电话问：{name}', offline: '现在没有网络。您填的内容都还在，连上网后可以接着做。', lost: '现在连不上网络。您填的内容都还在，请再试一次。', missing: '没有这个页面', home: '回到首页', again: '再试一次', wait: '请稍等…', back: '上一步', next: '下一步', yes: '是', no: '不是', close: '关闭',
  },
  door: {
    welcome: '有纠纷，坐下来谈', what: '请人说和（人民调解）不收钱，自愿参加，谈的内容保密。', follow: '查看我的事项', open: '查看我的事项', slip: '请拿出办事员给您的凭条，照着填。', code: '事项编号', secret: '密码', secret_hint: '凭条上的 10 位字母和数字，不分大小写。', go: '打开', no_slip: '没有凭条、丢了或者别人看到过？打下面的电话，可以再出一张，旧的作废。', link: '打开收到的链接', link_once: '为了安全，这个链接只能打开一次。请在自己的手机上打开，不要转给别人。', link_lost: '链接不完整。请回到短信里再点一次，或者用凭条上的密码。', with_slip: '用凭条上的密码打开', mine: '我的事项', you_are: '您是', apply: '我要申请调解', by_code: '用手机验证码打开', by_code_what: '我们给您登记的手机号发一个六位数的验证码。', phone: '手机号', send_code: '发验证码', send_again: '没收到，再发一次', code_sent: '如果这是您登记的手机号，验证码马上就到，10 分钟内有效。', digits: '收到的六位数字', leave: '用完了，关闭',
  },
  help: {
    title: '叫人帮忙', emergency: '情况紧急，请先打这三个电话。', police: '报警', fire: '火警', ambulance: '急救', press: '叫人帮忙', press_hint: '按一下，负责您这一片的网格员马上接到呼叫。一分钟内可以撤回。', no_link: '要能一键叫人，请先在网格员那里登记，再用他给您的二维码打开这一页。', waited: '已经 {time}', cancel: '按错了，撤回', again: '再叫一次', ask: '帮上忙了吗？', helped_yes: '帮上了', helped_partly: '帮上一些', helped_no: '没帮上', thanks: '谢谢您告诉我们。',
    state_ringing: '正在呼叫，请不要走开。', state_taken: '{name}正在赶来。', state_arrived: '{name}已经到了。', state_finished: '这次求助已经办完。', state_cancelled: '已经撤回。', state_false_call: '来的人记为误报。仍然需要帮忙，请再叫一次。', state_lapsed: '这次求助没有人办结。仍然需要帮忙，请再叫一次。',
    of: '{name}', supervision: '监督电话', enrol: '申请一键求助', enrol_do: '申请', asked: '已经收到。网格员会给您回电话核实，然后把二维码送给您。', name: '姓名', phone: '电话', place: '住在哪里（几组几号、怎么走）', note: '来的人要知道什么（可以不写）', agreed: '我看明白了，同意登记', report: '反映问题、咨询、提建议',
  },
  sign: {
    title: '看文书、签名', papers: '要您看、要您签的文书', to_sign: '看完再签：{paper}', read: '{name}，请从头看到尾，看明白了再签。有一句不明白，先打下面的电话问。', read_for: '{by}，请从头看到尾，看明白了再替{name}签。', open: '打开文书原样（PDF）', open_signed: '打开已经签好的文书（PDF）', which: '这是哪一份文书', mark: '第 {n} 版，核验码 {mark}', write: '{name}，请用手指在框里写您的名字', pad: '签名的地方：用手指写名字', sign: '签名', again: '擦掉重写', cannot: '不方便在手机上写？可以到窗口签，或者请工作人员打印出来按指印。', given: '您已于{time}签名。', others: '还有 {n} 人没有签。等大家都签好，文书才算签完。', complete: '各方都已签好。', changed: '文书的文字改过了，这一份不能再签，签过的也不再算数。工作人员会重新发给您。', withdrawn: '这一份已经撤回，不用签了。', back: '我想收回签名', back_sure: '收回以后，这份文书就当您没有签过；以后还可以再签。', back_do: '收回签名', keep: '不收回',
    prove: '先确认是您本人', prove_why: '链接可能被别人转走。签名以前，我们给您登记的手机 {to} 发一个验证码。', prove_sent: '验证码已发到 {to}，10 分钟内有效。', prove_do: '确认',
  },
  confirm: {
    title: '约定履行了吗', promised: '约定的内容', amount: '{yuan} 元', due: '{day}前', ask: '到今天，约定的事做到了吗？', kept_fully: '全都做到了', kept_partly: '做到一部分', kept_not: '没有做到', kept_not_yet_due: '还没到时候', not_then: '我们会把这件事重新打开，请工作人员联系您。', how_was_it: '这次调解，您觉得怎么样？', said_satisfied: '满意', said_fair: '还可以', said_dissatisfied: '不满意', said_no_answer: '不想说', note: '还想说什么（可以不写）', send: '告诉工作人员', thanks: '收到了，谢谢您。', you_said: '您说：{what}。', opened: '这件事已经重新打开，工作人员会联系您。', change: '情况变了，重新说', nothing: '这件事还没有生效的协议，现在没有要问您的。',
  },
  offers: {
    title: '商量怎么解决', free: '这里说的话只用来商量。谈不成，也不能拿来当证据。', over: '现在不在商量的阶段，只能看，不能再提。', from_you: '您提的', from: '{name}提的', from_mediator: '调解员的方案', only_with: '要和别的条件一起才算数', until: '{day} 以前有效', private: '只有调解员看得到', you_accepted: '您已经接受，等别的人答复', state_open: '等答复', state_replaced: '已经有了新的提法', state_expired: '已经过了有效期', state_withdrawn: '已经撤回', state_accepted: '大家都接受了', accept: '我接受', accept_sure: '接受以后，调解员会把它写进协议。协议要大家都签了名才生效。', withdraw: '撤回这一条', withdraw_sure: '撤回以后，对方就不能再接受它了。', think: '再想想', add: '我有话要说、有办法要提', kind_offer: '提一个办法（谁做什么）', kind_position: '说说我的要求和想法', item: '关于什么事', item_hint: '比如：医疗费、道歉、修墙', who: '谁来做', who_me: '我来做', who_them: '对方来做', other: '对方是谁', what: '做什么', amount: '多少钱（元，不是给钱的不写）', due: '什么时候以前（不写就是签协议那天）', words: '还想说明什么（可以不写）', words_position: '您的要求和想法', alone: '只说给调解员听，不给对方看', send: '交给调解员', cancel: '不写了',
  },
  choice: {
    title: '选调解员', and: '、', chosen: '调解员是{names}。', over: '选的时间过了，或者大家没有选到同一位，由调委会指派调解员。', none: '现在没有要您选的调解员。', you_said: '您愿意请{names}。', you_said_nobody: '这几位您都不愿意请。', wait: '等对方也选好（到 {day} 为止）。对方看不到您选了谁。', change: '重新选', how: '下面几位，您愿意请谁来调解？可以选不止一位，也可以一位都不选。请在 {day} 以前选好；大家都愿意请的那一位来调解，选不到一起的，由调委会指派。', good_at: '熟悉：{what}', speaks: '会说：{what}', free: '有空：{what}', away: '{day} 以前不在', order: '先后每天由电脑换一次，不是排名。', send: '选好了', send_nobody: '几位都不选',
    roster: '看看有哪些调解员', where: '选一个地方，看看那里的调解员。', nobody_public: '这里还没有公开名单的调解员。请打下面的电话问。', elsewhere: '换一个地方',
  },
  files: {
    photos: '照片（可以不拍，最多 {n} 张）', photo: '照片 {n}', photo_drop: '不要照片 {n}', drop: '不要', photo_add: '拍照或选照片', none: '“{name}”不是照片，没有加进来。请拍一张，或选手机里的照片（JPG、PNG）。', sending: '正在传：{n} / {all}，请先不要关页面。', sent: '已经传上去 {n} 份。', left: '有 {n} 份还没有传上去，都还在这部手机上：', refused: '有 {n} 份没有收，可以换一份再传：', because: '{name}：{why}', again: '再传一次',
  },
  street: {
    title: '反映情况', here: '地点：{name}', want: '您想', appeal_report: '反映问题', appeal_ask: '咨询', appeal_suggest: '提建议', about: '关于什么', about_construction: '路灯、井盖、漏水、道路', about_environment: '垃圾、噪音、污染', about_transport: '停车、路口、公交', about_quarrel: '和人有争执', about_land: '土地、宅基地', about_labour: '工钱、社保', about_civil_affairs: '低保、养老、救助', about_party: '别的', what: '什么情况', place: '具体在哪里（可以不填）', locate: '用现在的位置', located: '已记下现在的位置。', no_position: '没有取得位置，写清地点就行。', name: '怎么称呼您（可以不填）', phone: '电话（可以不填，填了方便告诉您结果）', send: '提交', kept: '已收到。', keep_hint: '请把编号和密码记下来或者截图，用来查看进展。密码只显示这一次。', follow: '查看进展', no_grid: '请用手机扫一扫门口网格联系卡上的二维码，再从那里反映。', mine: '我反映的事', look: '查看', fixed: '解决了吗？', fixed_yes: '解决了', fixed_no: '没有解决，请再办', note: '哪里没有解决（可以不填）', thanks: '谢谢您告诉我们。', again: '已经重新办理。', photos_kept: '您传了 {n} 张照片。', photos_send: '传上去',
  },
  apply: {
    step: '第 {n} 步，共 {of} 步', resume: '上次没有填完', resume_what: '填的内容只存在这部手机上。如果上次是别人用的这部手机，请清空。', resume_go: '接着填', somebody_else: '清空，从头开始', throw_away: '不填了，清空',
    ask_danger: '现在有人有危险吗？', ask_trouble: '您遇到了什么事？', ask_handled: '有别的部门已经在管这件事吗？', ask_refused: '对方愿意谈吗？', ask_lawyer: '您是不是想打官司、又没有钱请律师？', ask_advice: '给您的建议', ask_place: '事情发生在哪里？', ask_story: '说说经过', ask_other: '对方是谁？', ask_me: '怎么联系您？', ask_send: '确认并发送',
    ask_photos: '有照片吗？', photos_hint: '欠条、聊天记录、现场、伤处，拍下来就行。没有也可以申请，以后还能补。照片先存在这部手机上，和申请一起发。', photos_skip: '没有，下一步', summary: '要发送的内容', photos_go: '照片', photos_n: '{n} 张',
    danger_no: '没有', danger_now: '有人正在动手，或者马上要动手', danger_child: '孩子正受到伤害', danger_life: '有人想不开', danger_at_home: '现在没有，以前在家里动过手',
    trouble_wages: '要工钱', trouble_family: '和家里人', trouble_neighbours: '和邻居', trouble_traffic: '车祸', trouble_money: '借钱、合同', trouble_house: '房子、宅基地', trouble_land: '承包地、山林', trouble_taking: '征地、拆迁', trouble_work: '工伤、辞退', trouble_shopping: '买东西', trouble_medical: '看病', trouble_housing: '小区物业', trouble_harm: '受了伤、东西坏了', trouble_office: '不服政府的决定', trouble_other: '别的',
    handled_nobody: '没有', handled_court: '法院', handled_police: '派出所、交警', handled_arbitration: '仲裁', handled_office: '别的政府部门',
    refused_hint: '没有问过也没关系，我们来问。', refused_no: '愿意，或者还不知道', refused_yes: '对方明确说过不谈',
    way_mediation: '请人说和（调解）', way_arbitration: '仲裁', way_court: '到法院', way_legal_aid: '法律援助（免费律师）', way_police: '找公安', way_other: '找别的部门',
    law: '依据：', bring: '见面时带上', bring_hint: '没有也可以申请。', start: '开始申请',
    place_hint: '选到乡镇、街道就可以，能选到村、社区更好。', place_enough: '就选到这里', place_other: '选错了，回上一级',
    narrative: '什么时候、发生了什么', narrative_hint: '用自己的话写，几句就行。不用写身份证号。', claim: '您想要什么结果', occurred: '大概哪一天（可以不填）',
    other_kind: '对方是', other_natural: '个人', other_legal: '单位、公司', other_name: '对方的姓名或者名称', other_phone: '对方的电话（不知道可以不填）',
    minor: '我还不满 18 岁', minor_hint: '不满 18 岁的，由父母或者别的监护人和您一起申请。', born: '出生日期', guardian: '监护人姓名', relation: '和您的关系', guardian_phone: '监护人的电话',
    agreed: '我看明白了，同意', send_code: '给 {phone} 发验证码', call_back: '这里还没有开通短信。办事员会给您回电话核实。', send: '发送申请', mend: '回去改',
    done: '申请已经收到', done_at: '收到时间', done_next: '办事员会联系您，答复是否受理。请保存申请回执：它证明您从这一刻起提出了请求。', done_follow: '查看办到哪一步', done_later: '以后在首页点“查看我的事项”，用编号和手机验证码就能进来。这部手机上填的内容已经清空。',
    who_agrees: '谁来同意', guardian_agrees: '监护人{name}同意（不满 14 岁必须选这个）', self_agrees: '本人同意（满 14 岁）',
  },
  follow: {
    where: '现在到哪一步', owner_you: '该您了', owner_house: '该我们了', owner_other: '等对方', owner_nobody: '下一步', by: '最晚 {day}', days_left: '还有 {days} 天', today: '就是今天', days_over: '已经过了 {days} 天',
    step_received: '收到申请', step_accepted: '决定受理', step_mediator: '安排调解员', step_talks: '坐下来谈', step_agreement: '签协议', step_kept: '按约定做到', standing_done: '已完成', standing_now: '正在进行', standing_ahead: '还没到', standing_dropped: '没有走到',
    papers: '给您的文书', receipt: '申请回执', no_papers: '还没有。', files: '补充材料', files_what: '照片或者 PDF，只有经办人看得到。', files_add: '拍照或选文件',
    meeting: '约好的见面',
  },
  demo: {
    messages: '演示：本来要发出的短信', what: '演示环境不发短信，都显示在这里。', again: '刷新', none: '还没有。', to: '发给 {to}',
  },
  privacy: {
    title: '我的个人信息', notice: '您的信息怎么用（点开看）', version: '第 {n} 版告知书', version_house: '通用告知书', no_person: '这里说的是个人的信息。单位没有个人信息。', consent: '同意', stands: '您于{time}同意过。', withdrawn: '您已经撤回同意。', never: '还没有记录您的同意。', as_guardian: '我是监护人，代孩子同意（不满 14 岁的必须由监护人同意）', agree: '同意', withdraw: '撤回同意', keep: '不撤回', stops: '撤回以后停止的', goes_on: '法律规定还要继续的', looked: '谁看过', look: '看看谁看过', nobody_looked: '还没有人查阅。', copy: '我的信息的副本', take: '取一份副本', save: '存到手机上', about_name: '姓名', about_born_on: '出生日期', about_occupation: '职业', about_address: '住址', about_phone: '电话', registered: '登记', kept_until: '案卷保管到', correct: '更正、补充', what: '哪里不对、缺什么', ask: '请求更正', waits: '等答复', put_right: '已经更正', not_put_right: '没有更正',
  },
}
